variable "name" {
  description = "Prefix of the analyzers' names, e.g. `acme`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 40 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "external_access" {
  description = "Reports resources of this region that can be reached from outside of the organization; it costs nothing. false lets shares with strangers go unseen."
  type        = bool
  default     = true
  nullable    = false
}

variable "unused_access" {
  description = "Reports roles, users, keys and rights that nobody has used for `age_days`, but not in `excluded_account_ids`; billed by role, user and month, and needed in one region only since IAM is global. null = off: rights that nobody needs stay until somebody abuses them."
  type = object({
    age_days             = optional(number, 90)
    excluded_account_ids = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.unused_access == null ? true : var.unused_access.age_days >= 1 && var.unused_access.age_days <= 365 && var.unused_access.age_days == floor(var.unused_access.age_days)
    error_message = "`age_days` must be a whole number from 1 to 365"
  }

  validation {
    condition     = var.unused_access == null ? true : alltrue([for id in var.unused_access.excluded_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }
}

variable "archive_rules" {
  description = "New findings that are meant to be so and are archived without a word, by name, each for the analyzer `external` or `unused` and with the reason. A finding must pass all `filters`, by property, e.g. `{ \"principal.AWS\" = { contains = [\"555555555555\"] } }`. A filter that is too wide hides real findings."
  type = map(object({
    analyzer = optional(string, "external")
    reason   = string
    filters = map(object({
      equals     = optional(list(string))
      not_equals = optional(list(string))
      contains   = optional(list(string))
      exists     = optional(bool)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.archive_rules) : can(regex("^[a-zA-Z][a-zA-Z0-9_.-]{0,254}$", name))])
    error_message = "the name of an archive rule must have 1 to 255 letters, digits or the signs `_`, `.`, `-` and begin with a letter"
  }

  validation {
    condition     = alltrue([for rule in values(var.archive_rules) : contains(["external", "unused"], rule.analyzer)])
    error_message = "the analyzer of an archive rule must be external or unused"
  }

  validation {
    condition     = alltrue([for rule in values(var.archive_rules) : length(trimspace(rule.reason)) >= 10])
    error_message = "each archive rule needs a reason of at least ten characters"
  }

  validation {
    condition     = alltrue([for rule in values(var.archive_rules) : length(rule.filters) >= 1 && length(rule.filters) <= 20])
    error_message = "an archive rule needs 1 to 20 filters: without any it would archive everything"
  }

  validation {
    condition     = alltrue(flatten([for rule in values(var.archive_rules) : [for filter in values(rule.filters) : length([for test in [filter.equals, filter.not_equals, filter.contains] : true if test != null]) + (filter.exists == null ? 0 : 1) == 1]]))
    error_message = "each filter needs one of `equals`, `not_equals`, `contains` and `exists`"
  }
}

variable "finding_alerts" {
  description = "Sends new findings in all accounts to a topic, by default only those of `external` access; `unused` access is many messages at first. null = nobody is told."
  type = object({
    topic_arn = string
    analyzers = optional(set(string), ["external"])
  })
  default = null

  validation {
    condition     = var.finding_alerts == null ? true : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.finding_alerts.topic_arn))
    error_message = "`topic_arn` must be the ARN of an SNS topic"
  }

  validation {
    condition     = var.finding_alerts == null ? true : length(var.finding_alerts.analyzers) > 0 && length(setsubtract(var.finding_alerts.analyzers, ["external", "unused"])) == 0
    error_message = "the analyzers are external and unused; name at least one"
  }
}
