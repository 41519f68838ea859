variable "name" {
  description = "Prefix of everything around the sessions, e.g. `acme-dev-sessions`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "the name becomes part of a bucket's: 2 to 32 lower case letters, digits or hyphens, no hyphen at either end"
  }
}

variable "groups" {
  description = "Groups of people, each with a policy of its own: name => the tags of the instances on which they may start sessions (key => values, which may hold `*`; an instance needs all keys). `port_forwarding` also lets them reach through an instance everything that it reaches, past the record."
  type = map(object({
    tags            = map(set(string))
    port_forwarding = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.groups) : can(regex("^[a-z0-9][a-z0-9-]{0,30}$", name))])
    error_message = "the name of a group must have 1 to 31 lower case letters, digits or hyphens"
  }

  validation {
    condition     = alltrue([for group in values(var.groups) : length(group.tags) > 0 && alltrue([for values in values(group.tags) : length(values) > 0])])
    error_message = "a group must name at least one tag, and each tag at least one value"
  }
}

variable "idle_timeout_minutes" {
  description = "Minutes without input after which a session ends."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.idle_timeout_minutes >= 1 && var.idle_timeout_minutes <= 60 && floor(var.idle_timeout_minutes) == var.idle_timeout_minutes
    error_message = "the time must be a whole number of minutes between 1 and 60"
  }
}

variable "max_duration_minutes" {
  description = "Minutes after which every session ends."
  type        = number
  default     = 480
  nullable    = false

  validation {
    condition     = var.max_duration_minutes >= 1 && var.max_duration_minutes <= 1440 && floor(var.max_duration_minutes) == var.max_duration_minutes
    error_message = "the time must be a whole number of minutes between 1 and 1440"
  }
}

variable "run_as" {
  description = "User of the operating system in whose name people work, unless a tag `SSMSessionRunAs` on their role names another one. It must exist on every instance. null = `ssm-user`, which may become root."
  type        = object({ user = string })
  default     = null

  validation {
    condition     = var.run_as == null ? true : can(regex("^[a-z_][a-z0-9_-]{0,31}$", var.run_as.user)) && var.run_as.user != "root"
    error_message = "the user must be a name of the operating system other than `root`"
  }
}

variable "log_retention_days" {
  description = "Days that the record of sessions is kept in CloudWatch Logs."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
  }
}

variable "archive" {
  description = "Second record of each session, a file in a bucket of the module. `force_destroy` lets a destroy empty the bucket first: all records are then one command away from being lost. null = CloudWatch Logs only."
  type = object({
    retention_days = optional(number, 730)
    force_destroy  = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.archive == null ? true : var.archive.retention_days >= 1 && floor(var.archive.retention_days) == var.archive.retention_days
    error_message = "retention must be a whole number of days, at least 1"
  }
}
