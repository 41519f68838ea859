variable "trusted_account_ids" {
  type        = set(string)
  description = "Accounts whose users may assume the roles, as far as their own account lets them: normally the security account alone."
  nullable    = false

  validation {
    condition     = length(var.trusted_account_ids) > 0 && alltrue([for id in var.trusted_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "trusted_account_ids must hold at least one twelve-digit account id"
  }
}

variable "name_prefix" {
  type        = string
  description = "Prefix of the names of all roles but that of `full_access`: `access-` makes `access-read-only`."
  default     = "access-"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{0,48}$", var.name_prefix))
    error_message = "name_prefix must have at most 48 letters, digits and any of + = , . @ _ -"
  }
}

variable "account_name" {
  type        = string
  description = "Name of the account in the console of whoever has switched to a role. null = its number."
  default     = null

  validation {
    condition     = var.account_name == null || can(regex("^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$", var.account_name))
    error_message = "account_name must have 1 to 40 letters, digits, spaces, dots, hyphens and underscores"
  }
}

variable "max_mfa_age_hours" {
  type        = number
  description = "Hours since the second factor was last shown after which a role can no longer be assumed; `full_access` has a limit of its own."
  default     = 8
  nullable    = false

  validation {
    condition     = var.max_mfa_age_hours >= 1 && var.max_mfa_age_hours <= 36
    error_message = "max_mfa_age_hours must be from 1 to 36"
  }
}

variable "permissions_boundary_arn" {
  type        = string
  description = "Boundary that every role carries, needed where the role that applies this module demands it. null = none."
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy of the account"
  }
}

variable "read_only" {
  type = object({
    session_hours = optional(number, 8)
    reads_data    = optional(bool, false)
  })
  description = "Role that sees how things are set up. `reads_data` lets it read objects, items, messages and log lines as well. Secrets and parameters stay closed. null = no such role."
  default     = {}

  validation {
    condition     = var.read_only == null || try(var.read_only.session_hours >= 1 && var.read_only.session_hours <= 12, false)
    error_message = "read_only.session_hours must be from 1 to 12"
  }
}

variable "developer" {
  type = object({
    session_hours      = optional(number, 4)
    services           = optional(set(string), ["cloudwatch", "ec2", "ecs", "elasticache", "lambda", "logs", "rds", "route53"])
    passable_role_arns = optional(set(string), [])
  })
  description = "Role that may do everything with the listed services, by their IAM prefix, and see the rest. It can neither weaken the defaults of the account nor share snapshots and images. `passable_role_arns`: roles that it may hand to these services, and thereby use; give only roles that are no stronger than developers may be. null = no such role."
  default     = {}

  validation {
    condition     = var.developer == null || try(var.developer.session_hours >= 1 && var.developer.session_hours <= 12, false)
    error_message = "developer.session_hours must be from 1 to 12"
  }

  validation {
    condition     = var.developer == null || try(length(var.developer.services) > 0 && alltrue([for service in var.developer.services : can(regex("^[a-z][a-z0-9-]*$", service))]), false)
    error_message = "developer.services must hold at least one IAM prefix such as ec2, without wildcards"
  }

  validation {
    condition     = var.developer == null || try(length(setintersection(var.developer.services, ["account", "iam", "identitystore", "organizations", "sso", "sso-directory", "sts"])) == 0, false)
    error_message = "developer.services must not hold account, iam, identitystore, organizations, sso, sso-directory or sts: they lead to any other right"
  }

  validation {
    condition     = var.developer == null || try(alltrue([for arn in var.developer.passable_role_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+\\*?$", arn))]), false)
    error_message = "developer.passable_role_arns must hold ARNs of roles; a wildcard may only stand at the end of a name"
  }
}

variable "billing" {
  type = object({
    session_hours = optional(number, 4)
    may_change    = optional(bool, false)
  })
  description = "Role that sees invoices and costs; it shows something only once the root user has activated IAM access to billing. `may_change` lets it change payment methods, preferences and budgets. null = no such role."
  default     = {}

  validation {
    condition     = var.billing == null || try(var.billing.session_hours >= 1 && var.billing.session_hours <= 12, false)
    error_message = "billing.session_hours must be from 1 to 12"
  }
}

variable "support" {
  type = object({
    session_hours = optional(number, 4)
  })
  description = "Role that opens and answers cases with AWS Support, which the CIS benchmark demands. null = no such role."
  default     = {}

  validation {
    condition     = var.support == null || try(var.support.session_hours >= 1 && var.support.session_hours <= 12, false)
    error_message = "support.session_hours must be from 1 to 12"
  }
}

variable "logs" {
  type = object({
    session_hours = optional(number, 4)
    bucket_arns   = optional(list(string), [])
    kms_key_arns  = optional(list(string), [])
  })
  description = "Role that reads log groups, the history of CloudTrail and that of Config. `bucket_arns` and `kms_key_arns` add buckets with logs and the keys that encrypt these and the log groups. null = no such role."
  default     = {}

  validation {
    condition     = var.logs == null || try(var.logs.session_hours >= 1 && var.logs.session_hours <= 12, false)
    error_message = "logs.session_hours must be from 1 to 12"
  }

  validation {
    condition     = var.logs == null || try(alltrue([for arn in var.logs.bucket_arns : can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", arn))]), false)
    error_message = "logs.bucket_arns must hold ARNs of buckets, without wildcards"
  }

  validation {
    condition     = var.logs == null || try(alltrue([for arn in var.logs.kms_key_arns : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))]), false)
    error_message = "logs.kms_key_arns must hold ARNs of KMS keys, not of aliases"
  }
}

variable "full_access" {
  type = object({
    name                = optional(string, "break-glass-full-access")
    session_hours       = optional(number, 1)
    max_mfa_age_minutes = optional(number, 15)
  })
  description = "Role for emergencies that lets whoever may assume it do anything in the account. Every use of it should raise an alarm, hence its name. null = no such role."
  default     = null

  validation {
    condition     = var.full_access == null || can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.full_access.name))
    error_message = "full_access.name must have 1 to 64 letters, digits and any of + = , . @ _ -"
  }

  validation {
    condition     = var.full_access == null || try(var.full_access.session_hours >= 1 && var.full_access.session_hours <= 4, false)
    error_message = "full_access.session_hours must be from 1 to 4"
  }

  validation {
    condition     = var.full_access == null || try(var.full_access.max_mfa_age_minutes >= 5 && var.full_access.max_mfa_age_minutes <= 120, false)
    error_message = "full_access.max_mfa_age_minutes must be from 5 to 120"
  }
}
