variable "name" {
  description = "Prefix of every bucket name, e.g. `acme-logs`. A bucket is called `<name>-<kind>`, and bucket names are unique in all of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,49}[a-z0-9]$", var.name))
    error_message = "the name must have 3 to 51 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "account_ids" {
  description = "Accounts that may write logs: account name => twelve-digit account id. Nobody else can write."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.account_ids) : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }

  validation {
    condition     = length(var.account_ids) >= 1 && length(var.account_ids) <= 60
    error_message = "name between 1 and 60 accounts: a bucket policy holds at most 20 KB, so a larger estate needs a second archive"
  }
}

variable "organization_id" {
  description = "Organization whose organization trail writes to the cloudtrail bucket, e.g. `o-a1b2c3d4e5`. null: only trails of single accounts can write."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "the organization id must look like `o-a1b2c3d4e5`"
  }
}

variable "organization_trail_account_id" {
  description = "Account whose organization trail writes to the cloudtrail bucket, where the id of the organization is not known. Trails of this account alone may then write below any organization's prefix. null: only what `organization_id` says."
  type        = string
  default     = null

  validation {
    condition     = var.organization_trail_account_id == null || can(regex("^[0-9]{12}$", var.organization_trail_account_id))
    error_message = "the account id must be twelve digits"
  }
}

variable "retention_days" {
  description = "Days until a log expires, by kind; a kind left out keeps its default (cloudtrail and config 730, the others 365)."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for kind in keys(var.retention_days) : contains(["cloudtrail", "config", "flow-logs", "alb", "s3-access"], kind)])
    error_message = "the kinds are `cloudtrail`, `config`, `flow-logs`, `alb` and `s3-access`"
  }

  validation {
    condition     = alltrue([for days in values(var.retention_days) : days >= 1 && days <= 36500 && floor(days) == days])
    error_message = "retention must be a whole number of days between 1 and 36500"
  }
}

variable "archive_after_days" {
  description = "Days until a log moves to Glacier Instant Retrieval. A kind that expires sooner is never moved. null = keep all logs in the standard class."
  type        = number
  default     = 90

  validation {
    condition     = var.archive_after_days == null ? true : var.archive_after_days >= 30
    error_message = "logs can move to Glacier Instant Retrieval after 30 days at the earliest"
  }
}

variable "object_lock" {
  description = "Time in which nobody can delete or overwrite an audit log in the cloudtrail bucket. In mode COMPLIANCE not even the root user can shorten it. null switches the default lock off: whoever holds delete rights can then remove fresh audit logs."
  type = object({
    mode = optional(string, "GOVERNANCE")
    days = optional(number, 365)
  })
  default = {}

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode)
    error_message = "the lock mode must be `GOVERNANCE` or `COMPLIANCE`"
  }

  validation {
    condition     = var.object_lock == null ? true : var.object_lock.days >= 1 && floor(var.object_lock.days) == var.object_lock.days
    error_message = "the lock must last a whole number of days, at least 1"
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

variable "force_destroy" {
  description = "Lets a destroy empty the buckets first and lifts the rule that forbids deleting logs. Setting it is the step before decommissioning an archive: all logs are then one command away from being lost."
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
    error_message = "the window must be between 7 and 30 days"
  }
}
