variable "name" {
  description = "Name of the vault, e.g. `acme-dev`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,28}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 30 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "plans" {
  description = "Backup plans by name. `schedule` is a cron expression in `timezone`; a backup starts within `start_window_minutes` and is given up after `completion_window_minutes`. `delete_after_days`: how long it stays; `cold_storage_after_days`: moves it to cheaper storage, for at least 90 days; `continuous`: allows a restore to any second, for resources that support it. `tags` selects resources that bear one of them, null = tag `backup` with the plan's name; `resource_arns` selects further ones, and `excluded_arns` leaves some out. `copies`: further vaults by name, each with a retention of its own."
  type = map(object({
    schedule                  = optional(string, "cron(0 2 * * ? *)")
    timezone                  = optional(string, "Etc/UTC")
    start_window_minutes      = optional(number, 60)
    completion_window_minutes = optional(number, 720)
    delete_after_days         = optional(number, 35)
    cold_storage_after_days   = optional(number)
    continuous                = optional(bool, false)
    tags                      = optional(map(string))
    resource_arns             = optional(set(string), [])
    excluded_arns             = optional(set(string), [])
    copies = optional(map(object({
      vault_arn               = string
      delete_after_days       = optional(number, 90)
      cold_storage_after_days = optional(number)
    })), {})
  }))
  default  = { daily = {} }
  nullable = false

  validation {
    condition     = length(var.plans) > 0 && alltrue([for name in keys(var.plans) : can(regex("^[a-zA-Z0-9_-]{1,19}$", name))])
    error_message = "name at least one plan, by 1 to 19 letters, digits, hyphens or underscores"
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : can(regex("^(?:cron|rate)\\(.+\\)$", plan.schedule))])
    error_message = "a schedule must look like `cron(0 2 * * ? *)`"
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : can(regex("^[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*$", plan.timezone))])
    error_message = "a timezone must look like `Europe/Berlin`"
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : plan.start_window_minutes >= 60 && plan.completion_window_minutes >= plan.start_window_minutes + 60])
    error_message = "the start window must be at least 60 minutes, and the completion window at least 60 minutes longer"
  }

  validation {
    condition     = alltrue(flatten([for plan in values(var.plans) : [for days in concat([plan.delete_after_days], values(plan.copies)[*].delete_after_days) : days >= 1 && floor(days) == days]]))
    error_message = "`delete_after_days` must be a whole number of days, at least 1"
  }

  validation {
    condition     = alltrue(flatten([for plan in values(var.plans) : [for rule in concat([{ cold = plan.cold_storage_after_days, delete = plan.delete_after_days }], [for copy in values(plan.copies) : { cold = copy.cold_storage_after_days, delete = copy.delete_after_days }]) : rule.cold == null ? true : rule.cold >= 1 && rule.delete >= rule.cold + 90]]))
    error_message = "what moves to cold storage must stay there for at least 90 days"
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : plan.continuous ? plan.delete_after_days <= 35 && plan.cold_storage_after_days == null : true])
    error_message = "continuous backups can be kept for up to 35 days, and not in cold storage"
  }

  validation {
    condition     = alltrue([for plan in values(var.plans) : plan.tags == null ? true : length(plan.tags) + length(plan.resource_arns) > 0])
    error_message = "a plan without `tags` needs `resource_arns`"
  }

  validation {
    condition     = alltrue(flatten([for plan in values(var.plans) : [for copy in values(plan.copies) : can(regex("^arn:[a-z-]+:backup:[a-z0-9-]+:[0-9]{12}:backup-vault:[a-zA-Z0-9_-]{2,50}$", copy.vault_arn))]]))
    error_message = "a copy must go to the ARN of a vault"
  }
}

variable "lock" {
  description = "Keeps everybody from deleting a backup early and from keeping it shorter than `min_retention_days` or longer than `max_retention_days`. In mode GOVERNANCE an administrator can lift the lock. In mode COMPLIANCE nobody can, not even AWS: once the `changeable_for_days` are over, the vault and its costs stay until the last backup has expired. null lets anyone with the right to delete backups remove them all."
  type = object({
    mode                = optional(string, "GOVERNANCE")
    min_retention_days  = optional(number, 7)
    max_retention_days  = optional(number, 3650)
    changeable_for_days = optional(number, 7)
  })
  default = {}

  validation {
    condition     = var.lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.lock.mode)
    error_message = "the lock mode must be `GOVERNANCE` or `COMPLIANCE`"
  }

  validation {
    condition     = var.lock == null ? true : var.lock.min_retention_days >= 1 && var.lock.max_retention_days <= 36500 && var.lock.min_retention_days <= var.lock.max_retention_days
    error_message = "the retention must be between 1 and 36500 days, and the minimum not above the maximum"
  }

  validation {
    condition     = var.lock == null ? true : var.lock.changeable_for_days >= 3 && floor(var.lock.changeable_for_days) == var.lock.changeable_for_days
    error_message = "a lock must stay changeable for at least 3 days"
  }
}

variable "s3_backups" {
  description = "Lets the role back up S3 buckets as well, which takes the right to read every object of the account."
  type        = bool
  default     = false
  nullable    = false
}

variable "restore_role" {
  description = "Makes a role for restores. It may create databases, volumes and instances from backups and give instances their roles, so whoever may pass it to AWS Backup can do so as well."
  type        = bool
  default     = false
  nullable    = false
}

variable "success_within_days" {
  description = "Days within which at least one backup must succeed, or an alarm is raised."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.success_within_days >= 1 && var.success_within_days <= 7 && floor(var.success_within_days) == var.success_within_days
    error_message = "CloudWatch can look back over 1 to 7 days"
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

variable "failure_alerts" {
  description = "Topic that is told of each failed backup, copy and restore. null = nobody is told what failed and why."
  type        = object({ topic_arn = string })
  default     = null
}

variable "alarms_topic_arn" {
  description = "Topic that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Lets a destroy delete the backups first, as far as the lock permits. From then on one command loses them."
  type        = bool
  default     = false
  nullable    = false
}

variable "key_deletion_window_days" {
  description = "Days between the destruction of the encryption key and the moment it is gone for good, and every backup with it."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.key_deletion_window_days >= 7 && var.key_deletion_window_days <= 30
    error_message = "the window must be between 7 and 30 days"
  }
}
