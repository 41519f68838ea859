variable "name" {
  description = "Name of the vault, e.g. `acme-copies`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 40 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "organization_id" {
  description = "Organization whose accounts may copy backups into the vault, e.g. `o-a1b2c3d4e5`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "the organization id must look like `o-a1b2c3d4e5`"
  }
}

variable "account_ids" {
  description = "Narrows this to some of its accounts. Empty = all."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }
}

variable "lock" {
  description = "Keeps everybody from deleting a copy early; a copy that is to stay shorter than `min_retention_days` or longer than `max_retention_days` is refused. In mode GOVERNANCE an administrator can lift the lock. In mode COMPLIANCE nobody can, not even AWS: once the `changeable_for_days` are over, the vault and its costs stay until the last copy has expired."
  type = object({
    mode                = optional(string, "GOVERNANCE")
    min_retention_days  = optional(number, 7)
    max_retention_days  = optional(number, 3650)
    changeable_for_days = optional(number, 7)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["GOVERNANCE", "COMPLIANCE"], var.lock.mode)
    error_message = "the lock mode must be `GOVERNANCE` or `COMPLIANCE`"
  }

  validation {
    condition     = var.lock.min_retention_days >= 1 && var.lock.max_retention_days <= 36500 && var.lock.min_retention_days <= var.lock.max_retention_days
    error_message = "the retention must be between 1 and 36500 days, and the minimum not above the maximum"
  }

  validation {
    condition     = var.lock.changeable_for_days >= 3 && floor(var.lock.changeable_for_days) == var.lock.changeable_for_days
    error_message = "a lock must stay changeable for at least 3 days"
  }
}

variable "alerts" {
  description = "Topic that is told when somebody tries to delete a copy, lift the lock or change the policy. null = nobody is told."
  type        = object({ topic_arn = string })
  default     = null
}

variable "key_deletion_window_days" {
  description = "Days between the destruction of the encryption key and the moment it is gone for good, and every copy with it."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.key_deletion_window_days >= 7 && var.key_deletion_window_days <= 30
    error_message = "the window must be between 7 and 30 days"
  }
}
