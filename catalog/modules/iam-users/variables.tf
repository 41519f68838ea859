variable "users" {
  type = map(object({
    groups  = optional(set(string), [])
    pgp_key = optional(string)
  }))
  description = "People by user name. `groups`: keys of `groups`. With `pgp_key`, the base64 text of a public key or `keybase:<name>`, the user gets a first password, encrypted with that key, which must be changed at once; without it there is no password until an administrator sets one."
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.users) : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", name))])
    error_message = "users must have names of 1 to 64 letters, digits and any of + = , . @ _ -"
  }

  validation {
    condition     = alltrue([for user in values(var.users) : user.pgp_key == null || can(regex("^(keybase:[A-Za-z0-9_]+|[A-Za-z0-9+/=\\s]{100,})$", user.pgp_key))])
    error_message = "users must have a pgp_key that is the base64 text of a public key, without armor, or keybase:<name>"
  }
}

variable "groups" {
  type = map(object({
    role_arns   = optional(list(string), [])
    policy_arns = optional(map(string), {})
  }))
  description = "Groups by name, for example one per account and role such as `dev-developer`. Their users may assume `role_arns` with a second factor. `policy_arns` are managed policies for this account itself, by a name of your own; they too work only with a second factor."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.groups) : can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", name))])
    error_message = "groups must have names of 1 to 128 letters, digits and any of + = , . @ _ -"
  }

  validation {
    condition     = alltrue(flatten([for group in values(var.groups) : [for arn in group.role_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))]]))
    error_message = "groups must have role_arns that are ARNs of roles, without wildcards"
  }

  validation {
    condition     = alltrue([for group in values(var.groups) : length(group.role_arns) <= 50])
    error_message = "groups must have at most 50 role_arns each: the policy of a group cannot be longer"
  }

  validation {
    condition     = alltrue(flatten([for group in values(var.groups) : [for arn in values(group.policy_arns) : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$", arn))]]))
    error_message = "groups must have policy_arns that are ARNs of managed policies"
  }
}

variable "self_management" {
  type = object({
    group       = optional(string, "self-management")
    access_keys = optional(bool, true)
  })
  description = "Group of all users, which lets them look after their own password and second factor and denies everything else until they have shown the latter. `access_keys` lets them make access keys for themselves; false leaves them the console."
  default     = {}
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", var.self_management.group))
    error_message = "self_management.group must have 1 to 128 letters, digits and any of + = , . @ _ -"
  }
}

variable "path" {
  type        = string
  description = "Path of users and groups in IAM; part of their ARNs."
  default     = "/people/"
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.path))
    error_message = "path must begin and end with a slash, with letters, digits and any of + = , . @ _ - in between"
  }
}

variable "permissions_boundary_arn" {
  type        = string
  description = "Boundary of all users. It must allow them to assume roles and to manage their own second factor. null = none."
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a managed policy"
  }
}

variable "password_length" {
  type        = number
  description = "Length of first passwords; at least what the password policy of the account demands."
  default     = 24
  nullable    = false

  validation {
    condition     = var.password_length >= 14 && var.password_length <= 128
    error_message = "password_length must be from 14 to 128"
  }
}

variable "force_destroy" {
  type        = bool
  description = "Lets the removal of a user also remove what the user has made since: access keys, second factors, a password. false makes the removal fail until somebody has looked at them."
  default     = false
  nullable    = false
}
