variable "name" {
  type        = string
  description = "Full name of the load balancer, for example `acme-dev-public`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$", var.name)) && !startswith(var.name, "internal-")
    error_message = "name must have 1 to 32 letters, digits and hyphens, neither start nor end with a hyphen, and not start with internal-"
  }
}

variable "vpc_id" {
  type        = string
  description = "VPC of the load balancer and its targets."
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be an id such as vpc-0123456789abcdef0"
  }
}

variable "subnet_ids" {
  type        = list(string)
  description = "Subnets of the load balancer, at least two in different zones: of the public tier when `internal` is false, else of the app tier."
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2 && alltrue([for id in var.subnet_ids : startswith(id, "subnet-")])
    error_message = "subnet_ids must hold at least two ids such as subnet-0123456789abcdef0"
  }
}

variable "certificate_arn" {
  type        = string
  description = "Certificate (ACM, same region) that the HTTPS listener shows unless a client asks for a name of another one."
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:(acm|iam):", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of a certificate"
  }
}

variable "additional_certificate_arns" {
  type        = map(string)
  description = "More certificates of the HTTPS listener, under names of your own; clients get the one that fits the name they ask for."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.additional_certificate_arns) : can(regex("^arn:[a-z-]+:(acm|iam):", arn))])
    error_message = "additional_certificate_arns must hold ARNs of certificates"
  }
}

variable "internal" {
  type        = bool
  description = "Gives the load balancer private addresses only. false puts it on the internet."
  default     = true
  nullable    = false
}

variable "ingress_cidrs" {
  type        = list(string)
  description = "IPv4 ranges that may connect. Nobody may unless listed; `0.0.0.0/0` opens it to everyone who can reach it."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.ingress_cidrs : can(cidrnetmask(cidr))])
    error_message = "ingress_cidrs must hold IPv4 ranges, for example 10.0.0.0/8"
  }
}

variable "ingress_security_group_ids" {
  type        = map(string)
  description = "Security groups whose members may connect, under names of your own."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.ingress_security_group_ids) : startswith(id, "sg-")])
    error_message = "ingress_security_group_ids must hold ids such as sg-0123456789abcdef0"
  }
}

variable "egress_cidrs" {
  type        = list(string)
  description = "IPv4 ranges that the load balancer may connect to: those of its targets. All private address space by default; name the VPC's range to be stricter. A login through an identity provider on the internet needs the provider's range too."
  default     = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.egress_cidrs : can(cidrnetmask(cidr))])
    error_message = "egress_cidrs must hold IPv4 ranges, for example 10.0.0.0/8"
  }
}

variable "access_logs" {
  type = object({
    bucket = string
    prefix = optional(string)
  })
  description = "Bucket that gets one line for each request; null = off, which leaves no trace of who asked for what."
  default     = null

  validation {
    condition     = var.access_logs == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logs.bucket))
    error_message = "access_logs.bucket must be the name of a bucket, not its ARN"
  }

  validation {
    condition     = try(var.access_logs.prefix, null) == null || try(!startswith(var.access_logs.prefix, "/") && !endswith(var.access_logs.prefix, "/") && !strcontains(var.access_logs.prefix, "AWSLogs"), false)
    error_message = "access_logs.prefix must neither start nor end with a slash nor contain AWSLogs"
  }
}

variable "deletion_protection" {
  type        = bool
  description = "Refuses to delete the load balancer. false lets one destroy cut off everything behind it."
  default     = true
  nullable    = false
}

variable "ssl_policy" {
  type        = string
  description = "Security policy of the HTTPS listener. The default allows TLS 1.3 and 1.2; policies of an earlier date also allow ciphers that are no longer safe."
  default     = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  nullable    = false

  validation {
    condition     = can(regex("^ELBSecurityPolicy-(TLS13-1-[23]-|FS-1-2-Res-)[A-Za-z0-9-]+$", var.ssl_policy))
    error_message = "ssl_policy must be one that refuses TLS 1.0 and 1.1: ELBSecurityPolicy-TLS13-1-2-…, -TLS13-1-3-… or -FS-1-2-Res-…"
  }
}

variable "hsts_max_age_seconds" {
  type        = number
  description = "How long browsers shall insist on HTTPS after an answer (Strict-Transport-Security header on each answer of the HTTPS listener). null leaves the header to the targets: without one a browser's first request may go out in the clear again."
  default     = 31536000

  validation {
    condition     = var.hsts_max_age_seconds == null || try(var.hsts_max_age_seconds >= 0 && floor(var.hsts_max_age_seconds) == var.hsts_max_age_seconds, false)
    error_message = "hsts_max_age_seconds must be a whole number of seconds, for example 31536000"
  }
}

variable "idle_timeout_seconds" {
  type        = number
  description = "Seconds without data after which a connection is closed. Targets should keep theirs open for longer."
  default     = 60
  nullable    = false

  validation {
    condition     = var.idle_timeout_seconds >= 1 && var.idle_timeout_seconds <= 4000
    error_message = "idle_timeout_seconds must be from 1 to 4000"
  }
}

variable "http_redirect" {
  type        = bool
  description = "Answers on port 80 with a redirect to HTTPS. Without it the port is shut."
  default     = true
  nullable    = false
}

variable "alias_records" {
  type = map(object({
    zone_id = string
    name    = string
  }))
  description = "DNS names (A records) that lead to the load balancer, under names of your own."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for record in values(var.alias_records) : can(regex("^(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", record.name))])
    error_message = "alias_records must have full domain names in lower case, for example app.dev.example.com"
  }
}

variable "waf" {
  type = object({
    web_acl_arn = string
  })
  description = "Web ACL (WAF, same region) that each request must pass; null = none."
  default     = null

  validation {
    condition     = var.waf == null || can(regex("^arn:[a-z-]+:wafv2:", var.waf.web_acl_arn))
    error_message = "waf.web_acl_arn must be the ARN of a WAFv2 web ACL"
  }
}

variable "alarm_thresholds" {
  type = object({
    load_balancer_5xx_per_minute = optional(number, 10)
    target_5xx_percent           = optional(number, 5)
    target_5xx_minimum_requests  = optional(number, 20)
    latency_p95_seconds          = optional(number, 2)
    connection_errors_per_minute = optional(number, 10)
  })
  description = "Limits of the alarms. Errors of targets count as a share of the requests, in minutes with at least `target_5xx_minimum_requests` requests."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for limit in values(var.alarm_thresholds) : limit > 0])
    error_message = "alarm_thresholds must all be above 0"
  }

  validation {
    condition     = var.alarm_thresholds.target_5xx_percent <= 100
    error_message = "alarm_thresholds.target_5xx_percent must be at most 100"
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
