variable "name" {
  type        = string
  description = "Full name, for example `acme-prod`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "name must have 2 to 40 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen"
  }
}

variable "vpc_ids" {
  type        = map(string)
  description = "VPCs whose questions are logged and filtered, under names of your own."
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.vpc_ids) : startswith(id, "vpc-")])
    error_message = "vpc_ids must hold ids such as vpc-0123456789abcdef0"
  }
}

variable "query_log" {
  type = object({
    retention_days = optional(number, 365)
    s3_bucket_arn  = optional(string)
  })
  description = "Where all questions and answers are kept: in an encrypted log group for `retention_days` (0 keeps them forever), or in `s3_bucket_arn` instead when given. null = off, which leaves no trace of data that leaves through DNS."
  default     = {}

  validation {
    condition     = var.query_log == null || try(contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.query_log.retention_days), false)
    error_message = "query_log.retention_days must be a period that CloudWatch Logs offers, for example 30, 90, 365 or 731"
  }

  validation {
    condition     = try(var.query_log.s3_bucket_arn, null) == null || can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$", var.query_log.s3_bucket_arn))
    error_message = "query_log.s3_bucket_arn must be the ARN of a bucket, for example arn:aws:s3:::acme-logs-dns"
  }
}

variable "firewall" {
  type = object({
    managed_list_ids = optional(map(string), {})
    blocked_domains  = optional(set(string), [])
    allowed_domains  = optional(set(string), [])
    mode             = optional(string, "block")
    fail_open        = optional(bool, false)
  })
  description = "Filter on the names that may be asked for. `managed_list_ids`: lists of AWS by kind (`malware`, `botnet`, `aggregate`, `guardduty`); their ids differ by region, `aws route53resolver list-firewall-domain-lists` shows them. `allowed_domains` go first. `mode`: `block` answers that the name does not exist, `alert` only logs. `fail_open` lets every question pass while the filter does not work, else none passes. null = off, so that infected machines can call home."
  default     = null

  validation {
    condition     = var.firewall == null || try(length(setsubtract(keys(var.firewall.managed_list_ids), ["malware", "botnet", "aggregate", "guardduty"])) == 0 && alltrue([for id in values(var.firewall.managed_list_ids) : startswith(id, "rslvr-fdl-")]), false)
    error_message = "firewall.managed_list_ids may only have the keys malware, botnet, aggregate and guardduty, and ids such as rslvr-fdl-0123456789abcdef"
  }

  validation {
    condition     = var.firewall == null || try(alltrue([for domain in setunion(var.firewall.blocked_domains, var.firewall.allowed_domains) : can(regex("^(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", domain))]), false)
    error_message = "firewall domains must be in lower case, with *. at most in front and no dot at the end, for example *.example.com"
  }

  validation {
    condition     = var.firewall == null || try(contains(["block", "alert"], var.firewall.mode), false)
    error_message = "firewall.mode must be block or alert"
  }

  validation {
    condition     = var.firewall == null || try(length(var.firewall.managed_list_ids) + length(var.firewall.blocked_domains) > 0, false)
    error_message = "firewall must have managed_list_ids or blocked_domains, else it stops nothing"
  }
}

variable "alarm_queries_per_5_minutes" {
  type        = number
  description = "Questions for names of one list within five minutes above which its alarm goes off."
  default     = 0
  nullable    = false

  validation {
    condition     = var.alarm_queries_per_5_minutes >= 0
    error_message = "alarm_queries_per_5_minutes must not be below 0"
  }
}

variable "alarms_topic_arn" {
  type        = string
  description = "SNS topic that the alarms of the firewall notify; null leaves the alarms without an action."
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic"
  }
}
