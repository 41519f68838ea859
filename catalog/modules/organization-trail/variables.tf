variable "name" {
  description = "Name of the trail, e.g. `acme-organization`. Role, key and log group are named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,48}[a-z0-9]$", var.name)) && !strcontains(var.name, "--")
    error_message = "the name must have 3 to 50 lower case letters, digits or single hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "bucket_name" {
  description = "Existing bucket that gets the logs, e.g. `bucket_names[\"cloudtrail\"]` of the module `log-archive`. Its policy must let CloudTrail write to `AWSLogs/` on behalf of the account that owns the trail, and of the organization."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "the bucket name must have 3 to 63 lower case letters, digits, hyphens or dots, and begin and end with a letter or digit"
  }
}

variable "is_organization_trail" {
  description = "Records the events of all accounts of the organization, and no account can turn it off. false records this account only: nobody learns what happens in the others."
  type        = bool
  default     = true
  nullable    = false
}

variable "management_account_id" {
  description = "Management account of the organization, when a delegated administrator makes the trail: the trail belongs to that account. null = this account owns the trail."
  type        = string
  default     = null

  validation {
    condition     = var.management_account_id == null || can(regex("^[0-9]{12}$", var.management_account_id))
    error_message = "the account id must be twelve digits"
  }
}

variable "log_retention_days" {
  description = "Days that the log group keeps events, for alarms and searches; the bucket keeps them for as long as its own rules say."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "the retention must be one that CloudWatch knows, of at least 30 days: 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653"
  }
}

variable "reader_principal_arns" {
  description = "Roles in any account that may decrypt the logs, e.g. a security team's role. They also need rights on the bucket."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.reader_principal_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(?:root|role/[a-zA-Z0-9+=,.@_/-]+)$", arn))])
    error_message = "each reader must be the ARN of a role or the root of an account"
  }
}

variable "data_events" {
  description = "Records reads and writes of S3 objects (CIS 3.8 and 3.9) and calls of Lambda functions too; each event is billed. `excluded_buckets`: busy buckets that are left out, as the trail's own bucket always is. null = management events only: nobody can tell later who read or changed an object."
  type = object({
    s3_reads         = optional(bool, true)
    s3_writes        = optional(bool, true)
    lambda           = optional(bool, true)
    excluded_buckets = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.data_events == null ? true : var.data_events.s3_reads || var.data_events.s3_writes || var.data_events.lambda
    error_message = "`data_events` must record something; use null to switch it off"
  }

  validation {
    condition     = var.data_events == null ? true : alltrue([for bucket in var.data_events.excluded_buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))])
    error_message = "each excluded bucket must be a bucket name"
  }
}

variable "insight_types" {
  description = "Kinds of unusual activity that CloudTrail looks for, at a price per event: `ApiCallRateInsight`, `ApiErrorRateInsight`. Empty = none; GuardDuty finds much of it too."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.insight_types, ["ApiCallRateInsight", "ApiErrorRateInsight"])) == 0
    error_message = "the insight types are ApiCallRateInsight and ApiErrorRateInsight"
  }
}

variable "permissions_boundary_arn" {
  description = "Boundary that every role carries, needed where the role that applies this module demands it. null = none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy of the account"
  }
}
