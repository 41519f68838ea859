variable "name" {
  description = "Name of the workgroup, e.g. `acme-log-queries`. The database has the same name with underscores, the bucket with the results is called `<name>-<account id>-<region>`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,28}[a-z0-9]$", var.name))
    error_message = "the name must have 3 to 30 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "account_ids" {
  description = "Accounts whose logs can be queried: account name => twelve-digit account id."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.account_ids) > 0 && alltrue([for id in values(var.account_ids) : can(regex("^[0-9]{12}$", id))])
    error_message = "name at least one account, and each account id must be twelve digits"
  }
}

variable "regions" {
  description = "Regions whose logs can be queried."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.regions) > 0 && alltrue([for region in var.regions : can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", region))])
    error_message = "name at least one region, each like `eu-west-1`"
  }
}

variable "organization_id" {
  description = "Organization whose trail fills the cloudtrail bucket, e.g. `o-a1b2c3d4e5`. null = each account has a trail of its own."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "the organization id must look like `o-a1b2c3d4e5`"
  }
}

variable "first_day" {
  description = "First day of the archive, e.g. `2026/01/31`. Queries without a day look at all days since."
  type        = string
  default     = "2025/01/01"
  nullable    = false

  validation {
    condition     = can(regex("^20[0-9]{2}/(?:0[1-9]|1[0-2])/(?:0[1-9]|[12][0-9]|3[01])$", var.first_day))
    error_message = "the first day must look like `2026/01/31`"
  }
}

variable "cloudtrail" {
  description = "Bucket with CloudTrail logs; `prefix` is the folder in front of `AWSLogs`, without slashes around it. null = no such table."
  type        = object({ bucket = string, prefix = optional(string, "") })
  default     = null

  validation {
    condition     = var.cloudtrail == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.cloudtrail.bucket)) && can(regex("^(?:[^/].*[^/]|[^/]?)$", var.cloudtrail.prefix))
    error_message = "name a bucket, and a prefix without a slash at its ends"
  }
}

variable "flow_logs" {
  description = "Bucket with VPC flow logs as text in the default format; `prefix` as above. null = no such table."
  type        = object({ bucket = string, prefix = optional(string, "") })
  default     = null

  validation {
    condition     = var.flow_logs == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.flow_logs.bucket)) && can(regex("^(?:[^/].*[^/]|[^/]?)$", var.flow_logs.prefix))
    error_message = "name a bucket, and a prefix without a slash at its ends"
  }
}

variable "alb" {
  description = "Bucket with access logs of application load balancers; `prefix` as above. null = no such table."
  type        = object({ bucket = string, prefix = optional(string, "") })
  default     = null

  validation {
    condition     = var.alb == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.alb.bucket)) && can(regex("^(?:[^/].*[^/]|[^/]?)$", var.alb.prefix))
    error_message = "name a bucket, and a prefix without a slash at its ends"
  }
}

variable "config" {
  description = "Bucket with the history of AWS Config; `prefix` as above. null = no such table."
  type        = object({ bucket = string, prefix = optional(string, "") })
  default     = null

  validation {
    condition     = var.config == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.config.bucket)) && can(regex("^(?:[^/].*[^/]|[^/]?)$", var.config.prefix))
    error_message = "name a bucket, and a prefix without a slash at its ends"
  }
}

variable "app_logs" {
  description = "Bucket of `log-destination`; `prefix` is the folder in front of `logs`. null = no such table."
  type        = object({ bucket = string, prefix = optional(string, "") })
  default     = null

  validation {
    condition     = var.app_logs == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.app_logs.bucket)) && can(regex("^(?:[^/].*[^/]|[^/]?)$", var.app_logs.prefix))
    error_message = "name a bucket, and a prefix without a slash at its ends"
  }
}

variable "source_kms_key_arns" {
  description = "Keys that encrypt the buckets with logs, for `query_policy_json`. The policies of keys in other accounts must admit the reader as well."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.source_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", arn))])
    error_message = "each key must be the ARN of a KMS key"
  }
}

variable "scan_limit_gb" {
  description = "A query that would scan more is cancelled. AWS charges by what is scanned."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.scan_limit_gb >= 1 && floor(var.scan_limit_gb) == var.scan_limit_gb
    error_message = "the scan limit must be a whole number of gigabytes, at least 1"
  }
}

variable "results_days" {
  description = "Days until results expire. They hold excerpts of logs, so keep them short."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.results_days >= 1 && var.results_days <= 90 && floor(var.results_days) == var.results_days
    error_message = "results must be kept for a whole number of days between 1 and 90"
  }
}

variable "force_destroy" {
  description = "Lets a destroy delete the results and the history of queries as well."
  type        = bool
  default     = false
  nullable    = false
}
