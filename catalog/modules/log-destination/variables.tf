variable "name" {
  description = "Name of destination and stream, e.g. `acme-app-logs`. The bucket is called `<name>-<account id>-<region>`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,28}[a-z0-9]$", var.name))
    error_message = "the name must have 3 to 30 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "organization_id" {
  description = "Organization whose accounts may send logs, e.g. `o-a1b2c3d4e5`. null = only the accounts in `account_ids`."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "the organization id must look like `o-a1b2c3d4e5`"
  }
}

variable "account_ids" {
  description = "Accounts that may send logs, in the organization or not."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }
}

variable "retention_days" {
  description = "Days until a log expires."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 36500 && floor(var.retention_days) == var.retention_days
    error_message = "retention must be a whole number of days between 1 and 36500"
  }
}

variable "archive_after_days" {
  description = "Days until a log moves to Glacier Instant Retrieval, if it does not expire sooner. null = keep all logs in the standard class."
  type        = number
  default     = 90

  validation {
    condition     = var.archive_after_days == null ? true : var.archive_after_days >= 30
    error_message = "logs can move to Glacier Instant Retrieval after 30 days at the earliest"
  }
}

variable "object_lock" {
  description = "Time in which nobody can delete or overwrite a log. In mode COMPLIANCE not even the root user can shorten it, not even for a log with personal data in it by mistake. null = no default lock: whoever holds delete rights and may change the bucket policy can remove logs."
  type = object({
    mode = optional(string, "GOVERNANCE")
    days = optional(number, 30)
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode)
    error_message = "the lock mode must be `GOVERNANCE` or `COMPLIANCE`"
  }

  validation {
    condition     = var.object_lock == null ? true : var.object_lock.days >= 1 && floor(var.object_lock.days) == var.object_lock.days
    error_message = "the lock must last a whole number of days, at least 1"
  }
}

variable "buffering" {
  description = "Logs are written when this much has come in or this much time has passed. Small values make many small objects, which are dear to store and slow to query."
  type = object({
    megabytes = optional(number, 64)
    seconds   = optional(number, 300)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.buffering.megabytes >= 1 && var.buffering.megabytes <= 128 && var.buffering.seconds >= 0 && var.buffering.seconds <= 900
    error_message = "buffering must be 1 to 128 megabytes and 0 to 900 seconds"
  }
}

variable "reader_principal_arns" {
  description = "Roles in any account that may list, read and decrypt the logs, e.g. a security team's role."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.reader_principal_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", arn))])
    error_message = "each reader must be the ARN of an IAM role"
  }
}

variable "access_log_bucket_name" {
  description = "Bucket of this account and region that records who touched the logs. Its policy must let S3 write there. null = access is not recorded."
  type        = string
  default     = null

  validation {
    condition     = var.access_log_bucket_name == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_log_bucket_name))
    error_message = "the access log bucket must be the name of a bucket"
  }
}

variable "alarm_thresholds" {
  description = "`delay_seconds`: age of the oldest log on its way to the bucket; must be above the buffering time. `silence_hours`: hours without any log from anybody, 0 = no such alarm, so that a destination which everybody lost goes unnoticed."
  type = object({
    delay_seconds = optional(number, 1200)
    silence_hours = optional(number, 1)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alarm_thresholds.delay_seconds >= 60
    error_message = "`delay_seconds` must be at least 60"
  }

  validation {
    condition     = contains(range(0, 25), var.alarm_thresholds.silence_hours)
    error_message = "`silence_hours` must be a whole number between 0 and 24"
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

variable "alarms_topic_arn" {
  description = "Topic that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Lets a destroy empty the bucket first and lifts the rule that forbids deleting logs: all logs are then one command away from being lost."
  type        = bool
  default     = false
  nullable    = false
}

variable "key_deletion_window_days" {
  description = "Days between the destruction of the encryption key and the moment it is gone for good."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.key_deletion_window_days >= 7 && var.key_deletion_window_days <= 30
    error_message = "the key deletion window must be between 7 and 30 days"
  }
}
