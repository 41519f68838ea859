variable "name" {
  type        = string
  description = "Full name of the web ACL, for example `acme-prod`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]([a-zA-Z0-9_-]{0,98}[a-zA-Z0-9])?$", var.name))
    error_message = "name must have 1 to 100 letters, digits, hyphens and underscores, starting and ending with a letter or digit"
  }
}

variable "scope" {
  type        = string
  description = "What the web ACL protects: `REGIONAL` (load balancers and APIs of this region) or `CLOUDFRONT` (distributions; only in us-east-1)."
  default     = "REGIONAL"
  nullable    = false

  validation {
    condition     = contains(["REGIONAL", "CLOUDFRONT"], var.scope)
    error_message = "scope must be REGIONAL or CLOUDFRONT"
  }
}

variable "associations" {
  type        = map(string)
  description = "Load balancers and APIs that the web ACL protects: ARNs under names of your own. A resource has one web ACL at most. Distributions name their web ACL themselves."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.associations) : can(regex("^arn:[a-z-]+:(elasticloadbalancing:[^:]+:[0-9]{12}:loadbalancer/app/|apigateway:|appsync:|cognito-idp:|apprunner:|ec2:[^:]+:[0-9]{12}:verified-access-instance/)", arn))])
    error_message = "associations must hold ARNs of application load balancers, API Gateway stages, AppSync APIs, Cognito user pools, App Runner services or Verified Access instances"
  }
}

variable "managed_rules" {
  type = map(object({
    mode         = optional(string)
    version      = optional(string)
    rule_actions = optional(map(string), {})
  }))
  description = "Changes to the rule groups that AWS maintains, by group: `common`, `known_bad_inputs`, `ip_reputation`, `sqli` and `linux` block unless changed here; `anonymous_ip`, `admin_protection`, `unix`, `windows`, `php` and `wordpress` are off. `mode`: `block`, `count` (lets what it finds pass and counts it) or `off`. `version`: a fixed version instead of the one that AWS recommends. `rule_actions`: action of single rules by name: `allow`, `block`, `count`, `captcha` or `challenge`; `allow` lets a request past every later rule."
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.managed_rules), ["common", "known_bad_inputs", "ip_reputation", "anonymous_ip", "sqli", "linux", "admin_protection", "unix", "windows", "php", "wordpress"])) == 0
    error_message = "managed_rules may only have the keys common, known_bad_inputs, ip_reputation, anonymous_ip, sqli, linux, admin_protection, unix, windows, php and wordpress"
  }

  validation {
    condition     = alltrue([for group in values(var.managed_rules) : group.mode == null || contains(["block", "count", "off"], coalesce(group.mode, "block"))])
    error_message = "managed_rules mode must be block, count or off"
  }

  validation {
    condition     = alltrue([for group in values(var.managed_rules) : group.version == null || can(regex("^[a-zA-Z0-9_.-]{1,64}$", group.version))])
    error_message = "managed_rules version must be the name of a version, for example Version_1.16"
  }

  validation {
    condition     = alltrue(flatten([for group in values(var.managed_rules) : [for rule, action in group.rule_actions : can(regex("^[a-zA-Z0-9_-]{1,128}$", rule)) && contains(["allow", "block", "count", "captcha", "challenge"], action)]]))
    error_message = "managed_rules rule_actions must map names of rules to allow, block, count, captcha or challenge"
  }

  validation {
    condition     = alltrue([for group in values(var.managed_rules) : length(group.rule_actions) <= 100])
    error_message = "managed_rules rule_actions must hold at most 100 rules"
  }
}

variable "body_size_exceptions" {
  type        = set(string)
  description = "Starts of paths, such as `/uploads/`, whose requests may have bodies longer than the web ACL can look into (8 KiB at a load balancer). Everywhere else `common` refuses them. What lies beyond the limit is not inspected."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for path in var.body_size_exceptions : can(regex("^/[^[:space:]?#]{0,199}$", path))])
    error_message = "body_size_exceptions must hold starts of paths with a leading slash, for example /uploads/"
  }

  validation {
    condition     = length(var.body_size_exceptions) <= 10
    error_message = "body_size_exceptions must hold at most 10 paths, for each takes a share of the capacity of the web ACL"
  }
}

variable "rate_limit" {
  type = object({
    requests            = optional(number, 2000)
    window_seconds      = optional(number, 300)
    mode                = optional(string, "block")
    forwarded_ip_header = optional(string)
  })
  description = "Blocks (`mode = \"block\"`) or counts (`count`) the requests of an address that has sent more than `requests` in `window_seconds`. Behind a proxy or CDN, name the header that holds the client's address: everyone who can reach the load balancer past the proxy can then write any address into it. null = off, which lets one client take as much as the service gives."
  default     = {}

  validation {
    condition     = var.rate_limit == null || try(var.rate_limit.requests >= 10 && var.rate_limit.requests <= 2000000000 && floor(var.rate_limit.requests) == var.rate_limit.requests, false)
    error_message = "rate_limit.requests must be a whole number from 10 to 2000000000"
  }

  validation {
    condition     = var.rate_limit == null || try(contains([60, 120, 300, 600], var.rate_limit.window_seconds), false)
    error_message = "rate_limit.window_seconds must be 60, 120, 300 or 600"
  }

  validation {
    condition     = var.rate_limit == null || try(contains(["block", "count"], var.rate_limit.mode), false)
    error_message = "rate_limit.mode must be block or count"
  }

  validation {
    condition     = try(var.rate_limit.forwarded_ip_header, null) == null || can(regex("^[a-zA-Z0-9-]{1,255}$", var.rate_limit.forwarded_ip_header))
    error_message = "rate_limit.forwarded_ip_header must be the name of a header, for example X-Forwarded-For"
  }
}

variable "denied_cidrs" {
  type        = set(string)
  description = "IPv4 and IPv6 ranges whose requests are refused."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.denied_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "denied_cidrs must hold IPv4 or IPv6 ranges smaller than the whole internet, for example 203.0.113.7/32"
  }

  validation {
    condition     = alltrue([for cidr in var.denied_cidrs : !can(cidrnetmask(cidr)) || try(cidrhost(cidr, 0), "") == split("/", cidr)[0]])
    error_message = "denied_cidrs must name the first address of each range, for example 203.0.113.0/24 and not 203.0.113.7/24"
  }
}

variable "allowed_cidrs" {
  type        = set(string)
  description = "IPv4 and IPv6 ranges whose requests no later rule looks at, such as those of a scanner of your own. Whoever sends from them can attack freely. `denied_cidrs` goes first."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "allowed_cidrs must hold IPv4 or IPv6 ranges smaller than the whole internet, for example 203.0.113.0/24"
  }

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : !can(cidrnetmask(cidr)) || try(cidrhost(cidr, 0), "") == split("/", cidr)[0]])
    error_message = "allowed_cidrs must name the first address of each range, for example 203.0.113.0/24 and not 203.0.113.7/24"
  }
}

variable "countries" {
  type = object({
    listed = set(string)
    mode   = optional(string, "deny")
  })
  description = "Refuses requests by country (ISO 3166 codes): from those listed (`mode = \"deny\"`) or from all others (`allow`). null = every country may."
  default     = null

  validation {
    condition     = var.countries == null || try(length(var.countries.listed) > 0 && length(var.countries.listed) <= 50 && alltrue([for code in var.countries.listed : can(regex("^[A-Z]{2}$", code))]), false)
    error_message = "countries.listed must hold 1 to 50 country codes of two capital letters, for example DE"
  }

  validation {
    condition     = var.countries == null || try(contains(["deny", "allow"], var.countries.mode), false)
    error_message = "countries.mode must be deny or allow"
  }
}

variable "logging" {
  type = object({
    retention_days   = optional(number, 365)
    redacted_headers = optional(set(string), ["authorization", "cookie"])
    allowed_requests = optional(bool, true)
  })
  description = "Log of the requests, encrypted, kept for `retention_days` (0 keeps it forever). The values of `redacted_headers` are left out: with others than the default, passwords and sessions of users can end up in the log. `allowed_requests = false` logs only requests that a rule has blocked, counted or challenged, which is cheaper. null = off, which leaves no trace of attacks."
  default     = {}

  validation {
    condition     = var.logging == null || try(contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logging.retention_days), false)
    error_message = "logging.retention_days must be a period that CloudWatch Logs offers, for example 30, 90, 365 or 731"
  }

  validation {
    condition     = var.logging == null || try(alltrue([for header in var.logging.redacted_headers : can(regex("^[a-z0-9-]{1,40}$", header))]), false)
    error_message = "logging.redacted_headers must hold names of headers in lower case, for example authorization"
  }
}

variable "alarm_thresholds" {
  type = object({
    blocked_per_5_minutes      = optional(number, 1000)
    rate_limited_per_5_minutes = optional(number, 100)
  })
  description = "Limits of the alarms: requests that all rules together, and that the rate limit alone, have blocked (or counted, when the rate limit only counts) within five minutes."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for limit in values(var.alarm_thresholds) : limit > 0])
    error_message = "alarm_thresholds must all be above 0"
  }
}

variable "alarms_topic_arn" {
  type        = string
  description = "SNS topic that the alarms notify; null leaves the alarms without an action."
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic"
  }
}
