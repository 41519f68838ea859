variable "name" {
  description = "Name of the aggregator, e.g. `acme-organization`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 40 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "regions" {
  description = "Regions whose recorders are collected. Empty = all, later ones included."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for region in var.regions : can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", region))])
    error_message = "a region must look like `eu-west-1`"
  }
}

variable "conformance_packs" {
  description = "Sets of rules that are checked in every account of the organization, by name. The template is YAML, as `template_body` (up to 50 KB) or in a bucket at `template_s3_uri`; `parameters` are those of the template; accounts in `excluded_account_ids` are left out and must include those without a recorder. Each rule is billed in each account."
  type = map(object({
    template_body        = optional(string)
    template_s3_uri      = optional(string)
    parameters           = optional(map(string), {})
    excluded_account_ids = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.conformance_packs) : can(regex("^[a-zA-Z][a-zA-Z0-9-]{0,127}$", name))])
    error_message = "the name of a conformance pack must have 1 to 128 letters, digits or hyphens and begin with a letter"
  }

  validation {
    condition     = alltrue([for pack in values(var.conformance_packs) : (pack.template_body == null) != (pack.template_s3_uri == null)])
    error_message = "a conformance pack needs either `template_body` or `template_s3_uri`"
  }

  validation {
    condition     = alltrue([for pack in values(var.conformance_packs) : pack.template_body == null ? true : can(regex("(?m)^Resources:", pack.template_body)) && length(pack.template_body) <= 51200])
    error_message = "a template must be YAML with `Resources`, of at most 51200 characters"
  }

  validation {
    condition     = alltrue([for pack in values(var.conformance_packs) : pack.template_s3_uri == null ? true : startswith(pack.template_s3_uri, "s3://")])
    error_message = "a template in a bucket must have an address like `s3://bucket/pack.yaml`"
  }

  validation {
    condition     = alltrue(flatten([for pack in values(var.conformance_packs) : [for id in pack.excluded_account_ids : can(regex("^[0-9]{12}$", id))]]))
    error_message = "each account id must be twelve digits"
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
