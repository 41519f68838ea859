variable "account_ids" {
  description = "Accounts that assignments may name: account name => twelve-digit account id."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.account_ids) > 0 && alltrue([for id in values(var.account_ids) : can(regex("^[0-9]{12}$", id))])
    error_message = "name at least one account; each account id must be twelve digits"
  }
}

variable "groups" {
  description = "Groups of people, by name. `create = false` looks the group up instead, for a directory that an identity provider fills."
  type = map(object({
    description = optional(string)
    create      = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.groups) : can(regex("^[a-zA-Z0-9+=,.@_][a-zA-Z0-9+=,.@_ -]{0,127}$", name))])
    error_message = "the name of a group has 1 to 128 letters, digits, spaces and `+=,.@_-`"
  }

  validation {
    condition     = alltrue([for group in values(var.groups) : group.description == null ? true : length(group.description) >= 1 && length(group.description) <= 1024])
    error_message = "the description of a group has 1 to 1024 characters"
  }
}

variable "assignments" {
  description = "What a group may do where: the permission set by name and the accounts by the keys of `account_ids`, `*` = all of them."
  type = list(object({
    group          = string
    permission_set = string
    accounts       = set(string)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for assignment in var.assignments : length(assignment.accounts) > 0])
    error_message = "each assignment must name at least one account"
  }
}

variable "default_permission_sets" {
  description = "Permission sets that come with the module. `administrator`: everything, 4 hours; `power-user`: everything but identities and the organization; `developer`: sees everything but secrets, restarts what runs and opens sessions on it; `read-only`: sees settings but no contents; `billing`: costs and payment; `support`: cases with AWS; `break-glass`: everything, for emergencies, 1 hour."
  type        = set(string)
  default     = ["administrator", "billing", "break-glass", "developer", "power-user", "read-only", "support"]
  nullable    = false

  validation {
    condition     = alltrue([for name in var.default_permission_sets : contains(["administrator", "billing", "break-glass", "developer", "power-user", "read-only", "support"], name)])
    error_message = "the default permission sets are administrator, billing, break-glass, developer, power-user, read-only and support"
  }
}

variable "permission_sets" {
  description = "Further permission sets by name; one with the name of a default set replaces it. `session_hours`: how long a session lasts; `aws_managed_policies`: names of policies of AWS with their path, e.g. `job-function/Billing`; `customer_managed_policies`: names of policies that each account has; `inline_policy`: JSON; `permissions_boundary`: the most that a session can do, as the name of a policy of either kind, null = whatever its policies allow; `relay_state`: page of the console that opens first."
  type = map(object({
    description               = string
    session_hours             = optional(number, 4)
    aws_managed_policies      = optional(set(string), [])
    customer_managed_policies = optional(set(string), [])
    inline_policy             = optional(string)
    relay_state               = optional(string)
    permissions_boundary = optional(object({
      aws_managed_policy      = optional(string)
      customer_managed_policy = optional(string)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.permission_sets) : can(regex("^[a-zA-Z0-9+=,.@_-]{1,32}$", name))])
    error_message = "the name of a permission set has 1 to 32 letters, digits and `+=,.@_-`"
  }

  validation {
    condition     = alltrue([for set in values(var.permission_sets) : length(set.description) >= 1 && length(set.description) <= 700])
    error_message = "the description of a permission set has 1 to 700 characters"
  }

  validation {
    condition     = alltrue([for set in values(var.permission_sets) : set.session_hours >= 1 && set.session_hours <= 12 && floor(set.session_hours) == set.session_hours])
    error_message = "a session lasts 1 to 12 whole hours"
  }

  validation {
    condition     = alltrue(flatten([for set in values(var.permission_sets) : [for policy in concat(tolist(set.aws_managed_policies), set.permissions_boundary == null ? [] : [for policy in [set.permissions_boundary.aws_managed_policy] : policy if policy != null]) : can(regex("^(?:[a-zA-Z0-9+=,.@_-]+/)*[a-zA-Z0-9+=,.@_-]+$", policy))]]))
    error_message = "a policy of AWS must be given by its name, such as `ReadOnlyAccess` or `job-function/Billing`"
  }

  validation {
    condition     = alltrue(flatten([for set in values(var.permission_sets) : [for policy in concat(tolist(set.customer_managed_policies), set.permissions_boundary == null ? [] : [for policy in [set.permissions_boundary.customer_managed_policy] : policy if policy != null]) : can(regex("^[a-zA-Z0-9+=,.@_-]{1,128}$", policy))]]))
    error_message = "a policy of the accounts must be given by its name, without a path"
  }

  validation {
    condition     = alltrue([for set in values(var.permission_sets) : set.inline_policy == null ? true : can(jsondecode(set.inline_policy)) && length(set.inline_policy) <= 32768])
    error_message = "an inline policy must be JSON of at most 32768 characters"
  }

  validation {
    condition     = alltrue([for set in values(var.permission_sets) : set.permissions_boundary == null ? true : (set.permissions_boundary.aws_managed_policy == null) != (set.permissions_boundary.customer_managed_policy == null)])
    error_message = "a permissions boundary is either a policy of AWS or one of the accounts"
  }

  validation {
    condition     = alltrue([for set in values(var.permission_sets) : set.relay_state == null ? true : startswith(set.relay_state, "https://") && length(set.relay_state) <= 240])
    error_message = "the relay state must be a URL that starts with https:// and has at most 240 characters"
  }
}

variable "users" {
  description = "People by user name, for a company without an identity provider: an invitation goes to `email` when the user resets the password. `groups` must be among those that are made here. Leave it empty if a directory is connected."
  type = map(object({
    given_name  = string
    family_name = string
    email       = string
    groups      = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.users) : can(regex("^[a-zA-Z0-9+=,.@_-]{1,128}$", name))])
    error_message = "a user name has 1 to 128 letters, digits and `+=,.@_-`"
  }

  validation {
    condition     = alltrue([for user in values(var.users) : length(user.given_name) > 0 && length(user.family_name) > 0])
    error_message = "each user needs a given name and a family name"
  }

  validation {
    condition     = alltrue([for user in values(var.users) : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", user.email))])
    error_message = "each user needs an e-mail address"
  }
}

variable "instance" {
  description = "The Identity Center of the organization. null = look it up in this account and region."
  type = object({
    arn               = string
    identity_store_id = string
  })
  default = null

  validation {
    condition     = var.instance == null ? true : can(regex("^arn:[a-z-]+:sso:::instance/[a-zA-Z0-9-]+$", var.instance.arn)) && can(regex("^d-[0-9a-f]{10}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.instance.identity_store_id))
    error_message = "the instance must look like `arn:aws:sso:::instance/ssoins-1234567890abcdef`, and its store like `d-1234567890`"
  }
}

variable "use_alerts" {
  description = "Sends a message to a topic whenever somebody uses one of these permission sets. AWS writes down such use in the management account, so it is there that the alert works. null = nobody learns of a break-glass session unless they look for it."
  type = object({
    topic_arn       = string
    permission_sets = optional(set(string), ["break-glass"])
  })
  default = null

  validation {
    condition     = var.use_alerts == null ? true : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.use_alerts.topic_arn)) && length(var.use_alerts.permission_sets) > 0
    error_message = "the alerts need the ARN of a topic and at least one permission set"
  }
}
