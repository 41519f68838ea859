variable "name" {
  description = "Prefix of the repository names, e.g. `acme`: repository `web` is called `acme/web`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$", var.name)) && length(var.name) >= 2 && length(var.name) <= 50
    error_message = "the name must be 2 to 50 lower case letters or digits, joined by `.`, `_`, `-` or `/`"
  }
}

variable "repositories" {
  description = "Repositories by name without the prefix. `mutable_tags` lets a pushed tag be moved to another image, so what runs is no longer what was reviewed. `untagged_days`: age at which untagged images expire; `keep_tagged`: how many images stay, 0 = all; `pull_account_ids`: further accounts that may pull this repository; `force_delete`: a destroy also deletes the images."
  type = map(object({
    mutable_tags     = optional(bool, false)
    untagged_days    = optional(number, 7)
    keep_tagged      = optional(number, 200)
    pull_account_ids = optional(list(string), [])
    force_delete     = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.repositories) : can(regex("^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$", key))])
    error_message = "a repository name must be lower case letters or digits, joined by `.`, `_`, `-` or `/`"
  }

  validation {
    condition     = alltrue([for repository in values(var.repositories) : repository.untagged_days >= 1 && repository.keep_tagged >= 0])
    error_message = "`untagged_days` must be at least 1, and `keep_tagged` not below 0"
  }

  validation {
    condition     = alltrue(flatten([for repository in values(var.repositories) : [for id in repository.pull_account_ids : can(regex("^[0-9]{12}$", id))]]))
    error_message = "each account id must be twelve digits"
  }
}

variable "pull_account_ids" {
  description = "Accounts that may pull from every repository. The own account needs no entry."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.pull_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }
}

variable "organization_id" {
  description = "Narrows pulls to members of this organization, so that an account that leaves it loses access at once. null = the account ids alone decide."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "the organization id must look like `o-a1b2c3d4e5`"
  }
}

variable "registry" {
  description = "Settings of the whole registry (one per account and region, so only one unit may own them). `enhanced_scanning` scans continuously with Amazon Inspector; `replication_regions` copies pushed images there. null = leave the registry alone; images are still scanned on push."
  type = object({
    enhanced_scanning   = optional(bool, true)
    replication_regions = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.registry == null ? true : alltrue([for region in var.registry.replication_regions : can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", region))])
    error_message = "a replication region must look like `eu-west-1`"
  }
}

variable "finding_alerts" {
  description = "Sends a message to a topic when a scan of one of the repositories ends with findings of these severities. null = off."
  type = object({
    topic_arn  = string
    severities = optional(set(string), ["CRITICAL", "HIGH"])
  })
  default = null

  validation {
    condition     = var.finding_alerts == null ? true : length(var.finding_alerts.severities) > 0 && length(setsubtract(var.finding_alerts.severities, ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED"])) == 0
    error_message = "the severities are CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL and UNDEFINED; name at least one"
  }
}
