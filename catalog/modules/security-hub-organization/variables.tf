variable "name" {
  description = "Prefix of names, e.g. `acme`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 40 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "enable_account" {
  description = "Turns Security Hub on in this account, without the default standards. false is for an account where it is on already."
  type        = bool
  default     = true
  nullable    = false
}

variable "standards" {
  description = "Standards that accounts are checked against, by a name of your own: the path at the end of the standard's ARN. Empty = none: Security Hub then only collects what other services find."
  type        = map(string)
  default = {
    aws-foundational = "standards/aws-foundational-security-best-practices/v/1.0.0"
    cis              = "standards/cis-aws-foundations-benchmark/v/3.0.0"
  }
  nullable = false

  validation {
    condition     = alltrue([for path in values(var.standards) : can(regex("^standards/[a-z0-9-]+/v/[0-9]+\\.[0-9]+\\.[0-9]+$", path))])
    error_message = "a standard must look like `standards/cis-aws-foundations-benchmark/v/3.0.0`"
  }
}

variable "enable_members" {
  description = "Turns Security Hub on, with the default standards of AWS, in accounts that join the organization. false leaves new accounts unchecked. Not used with `central_configuration`."
  type        = bool
  default     = true
  nullable    = false
}

variable "central_configuration" {
  description = "Checks accounts against `standards` by a policy, in this region and the linked ones: `target_ids` are the root (`r-…`), organizational units (`ou-…`) or accounts that it holds for; `disabled_controls` are switched off, with the reason, e.g. `{ \"IAM.6\" = \"root keys are in a safe\" }`. null = off: members get the default standards of AWS when they join, and each account changes its own."
  type = object({
    target_ids        = set(string)
    disabled_controls = optional(map(string), {})
  })
  default = null

  validation {
    condition     = var.central_configuration == null ? true : length(var.central_configuration.target_ids) > 0 && alltrue([for id in var.central_configuration.target_ids : can(regex("^(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|[0-9]{12})$", id))])
    error_message = "`target_ids` must hold at least one root, organizational unit or account, such as `r-a1b2`, `ou-a1b2-c3d4e5f6` or twelve digits"
  }

  validation {
    condition     = var.central_configuration == null ? true : alltrue([for control in keys(var.central_configuration.disabled_controls) : can(regex("^[A-Za-z0-9]+\\.[0-9]+$", control))])
    error_message = "a control must look like `IAM.6`"
  }

  validation {
    condition     = var.central_configuration == null ? true : alltrue([for reason in values(var.central_configuration.disabled_controls) : length(trimspace(reason)) >= 10])
    error_message = "each disabled control needs a reason of at least ten characters"
  }
}

variable "finding_aggregation" {
  description = "Collects the findings of other regions in this one: `ALL_REGIONS`, later ones included, `ALL_REGIONS_EXCEPT_SPECIFIED` or `SPECIFIED_REGIONS`, with `regions`. null = off, right for every region but one."
  type = object({
    linking_mode = optional(string, "ALL_REGIONS")
    regions      = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.finding_aggregation == null ? true : contains(["ALL_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS"], var.finding_aggregation.linking_mode)
    error_message = "`linking_mode` must be ALL_REGIONS, ALL_REGIONS_EXCEPT_SPECIFIED or SPECIFIED_REGIONS"
  }

  validation {
    condition     = var.finding_aggregation == null ? true : (var.finding_aggregation.linking_mode == "ALL_REGIONS") == (length(var.finding_aggregation.regions) == 0)
    error_message = "`regions` goes with ALL_REGIONS_EXCEPT_SPECIFIED and SPECIFIED_REGIONS, and only with them"
  }

  validation {
    condition     = var.finding_aggregation == null ? true : alltrue([for region in var.finding_aggregation.regions : can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", region))])
    error_message = "a region must look like `eu-west-1`"
  }
}

variable "finding_alerts" {
  description = "Sends new findings of these severities in all accounts to a topic. `excluded_products` are left out, e.g. `GuardDuty` where the module `guardduty-organization` tells the same. null = nobody is told."
  type = object({
    topic_arn         = string
    severities        = optional(set(string), ["CRITICAL", "HIGH"])
    excluded_products = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.finding_alerts == null ? true : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.finding_alerts.topic_arn))
    error_message = "`topic_arn` must be the ARN of an SNS topic"
  }

  validation {
    condition     = var.finding_alerts == null ? true : length(var.finding_alerts.severities) > 0 && length(setsubtract(var.finding_alerts.severities, ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"])) == 0
    error_message = "the severities are CRITICAL, HIGH, MEDIUM, LOW and INFORMATIONAL; name at least one"
  }
}
