variable "name" {
  description = "Prefix of the secrets' names, e.g. `acme/shared`: secret `git-token` is called `acme/shared/git-token`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+(?:[/_-][a-z0-9]+)*$", var.name)) && length(var.name) <= 48
    error_message = "the name must have up to 48 lower case letters or digits, joined by `/`, `_` or `-`"
  }
}

variable "secrets" {
  description = "Secrets by name without the prefix; their values are put by a person or by the rotation. `reader_account_ids`: other accounts that may read it, as far as policies of their roles say so; `organization_reads`: any account of the organization may. `replicas`: other regions, with the ARN of a key there. `rotation`: a function that changes the value every `days`. `recovery_window_days`: time in which a deleted secret can be brought back, 0 = none, so that a destroy loses it at once."
  type = map(object({
    description          = string
    reader_account_ids   = optional(set(string), [])
    organization_reads   = optional(bool, false)
    replicas             = optional(map(string), {})
    recovery_window_days = optional(number, 30)
    rotation = optional(object({
      lambda_arn = string
      days       = optional(number, 30)
    }))
  }))
  nullable = false

  validation {
    condition     = length(var.secrets) > 0 && alltrue([for name in keys(var.secrets) : can(regex("^[a-z0-9]+(?:[/_-][a-z0-9]+)*$", name))])
    error_message = "name at least one secret, by lower case letters or digits joined by `/`, `_` or `-`"
  }

  validation {
    condition     = alltrue(flatten([for secret in values(var.secrets) : [for id in secret.reader_account_ids : can(regex("^[0-9]{12}$", id))]]))
    error_message = "each account id must be twelve digits"
  }

  validation {
    condition     = alltrue(flatten([for secret in values(var.secrets) : [for region, key in secret.replicas : can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", region)) && can(regex("^arn:[a-z-]+:kms:${region}:[0-9]{12}:key/.+$", key))]]))
    error_message = "a replica must be a region such as `eu-west-1` with the ARN of a key in it"
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : secret.recovery_window_days == 0 || (secret.recovery_window_days >= 7 && secret.recovery_window_days <= 30)])
    error_message = "the recovery window must be between 7 and 30 days, or 0"
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : secret.rotation == null ? true : can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:.+$", secret.rotation.lambda_arn)) && secret.rotation.days >= 1 && secret.rotation.days <= 1000])
    error_message = "a rotation needs the ARN of a function, and between 1 and 1000 days"
  }
}

variable "organization_id" {
  description = "Narrows reading to members of this organization, so that an account that leaves it loses access at once. null = the account ids alone decide."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "the organization id must look like `o-a1b2c3d4e5`"
  }
}

variable "kms_key" {
  description = "Existing key that encrypts the secrets and lets their readers decrypt. null = a key of the module."
  type = object({
    arn = string
  })
  default = null

  validation {
    condition     = var.kms_key == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key.arn))
    error_message = "the key must be the ARN of a key"
  }
}

variable "alerts" {
  description = "Topic that is told about failed rotations. null = nobody is told."
  type        = object({ topic_arn = string })
  default     = null
}

variable "key_deletion_window_days" {
  description = "Days between the destruction of the module's key and the moment it is gone for good."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.key_deletion_window_days >= 7 && var.key_deletion_window_days <= 30
    error_message = "the window must be between 7 and 30 days"
  }
}
