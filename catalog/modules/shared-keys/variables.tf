variable "name" {
  description = "Prefix of the aliases, e.g. `acme`: key `ami` gets the alias `alias/acme-ami`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 40 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "keys" {
  description = "Keys by name. `account_ids`: other accounts that may encrypt and decrypt, as far as policies of their roles say so; `via_services` narrows this to calls that these services make for them, e.g. `ec2` or `secretsmanager`. `auto_scaling` lets each account pass the key on to its Auto Scaling, which starts instances from encrypted images; `auto_scaling_grants`: accounts for which the module does it, once their service-linked role exists. `multi_region`: the key can get replicas in other regions."
  type = map(object({
    description          = string
    account_ids          = optional(set(string), [])
    via_services         = optional(set(string), [])
    auto_scaling         = optional(bool, false)
    auto_scaling_grants  = optional(set(string), [])
    multi_region         = optional(bool, false)
    deletion_window_days = optional(number, 30)
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.keys) : can(regex("^[a-z0-9](?:-?[a-z0-9])*$", key))])
    error_message = "a key must be named by lower case letters, digits or single hyphens"
  }

  validation {
    condition     = alltrue(flatten([for key in values(var.keys) : [for id in setunion(key.account_ids, key.auto_scaling_grants) : can(regex("^[0-9]{12}$", id))]]))
    error_message = "each account id must be twelve digits"
  }

  validation {
    condition     = alltrue([for key in values(var.keys) : length(setsubtract(key.auto_scaling_grants, key.account_ids)) == 0])
    error_message = "`auto_scaling_grants` must be among the `account_ids`"
  }

  validation {
    condition     = alltrue(flatten([for key in values(var.keys) : [for service in key.via_services : can(regex("^[a-z][a-z0-9.-]*[a-z0-9]$", service)) && !endswith(service, ".com")]]))
    error_message = "a service must be a name such as `ec2`, without region and domain"
  }

  validation {
    condition     = alltrue([for key in values(var.keys) : key.deletion_window_days >= 7 && key.deletion_window_days <= 30])
    error_message = "the window must be between 7 and 30 days"
  }
}

variable "organization_id" {
  description = "Narrows the use to members of this organization, so that an account that leaves it loses access at once. null = the account ids alone decide."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "the organization id must look like `o-a1b2c3d4e5`"
  }
}
