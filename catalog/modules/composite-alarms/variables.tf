variable "name" {
  description = "Name of the environment, e.g. `acme-prod`, the prefix of all alarms here."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,98}[a-zA-Z0-9]$", var.name))
    error_message = "the name must have 2 to 100 letters, digits, hyphens or underscores, and begin and end with a letter or digit"
  }
}

variable "services" {
  description = "Services by name. A service is unwell while any of `alarm_names` is in alarm; these alarms must exist in this account and region. `suppressible`: whether `suppression` keeps this service quiet as well."
  type = map(object({
    alarm_names  = set(string)
    description  = optional(string)
    suppressible = optional(bool, true)
  }))
  nullable = false

  validation {
    condition     = length(var.services) > 0 && alltrue([for key in keys(var.services) : can(regex("^[a-zA-Z0-9_-]{1,100}$", key))])
    error_message = "name at least one service, by letters, digits, hyphens and underscores"
  }

  validation {
    condition     = alltrue([for service in values(var.services) : length(service.alarm_names) >= 1 && length(service.alarm_names) <= 100])
    error_message = "a service needs 1 to 100 alarms"
  }

  validation {
    condition     = alltrue(flatten([for service in values(var.services) : [for name in service.alarm_names : can(regex("^[^\"]{1,255}$", name)) && !startswith(name, "arn:")]]))
    error_message = "each alarm must be given by its name, at most 255 characters without quotes"
  }

  validation {
    condition     = alltrue([for service in values(var.services) : service.description == null ? true : length(service.description) <= 1024])
    error_message = "a description has at most 1024 characters"
  }
}

variable "environment_alarm_names" {
  description = "Alarms that belong to no service but make the environment unwell, such as those of the network."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.environment_alarm_names : can(regex("^[^\"]{1,255}$", name)) && !startswith(name, "arn:")])
    error_message = "each alarm must be given by its name, at most 255 characters without quotes"
  }
}

variable "suppression" {
  description = "While this alarm is in alarm, nobody is notified, e.g. one that a maintenance window sets. `wait_seconds`: how long a message waits for the suppressor to go off first; `extension_seconds`: how long it stays quiet afterwards. null = always notify."
  type = object({
    alarm_name        = string
    wait_seconds      = optional(number, 120)
    extension_seconds = optional(number, 120)
  })
  default = null

  validation {
    condition     = var.suppression == null ? true : can(regex("^[^\"]{1,255}$", var.suppression.alarm_name)) && var.suppression.wait_seconds >= 0 && var.suppression.extension_seconds >= 0
    error_message = "name the suppressing alarm, and give seconds that are not negative"
  }
}

variable "alarms_topic_arn" {
  description = "Topic that the alarms of services notify. null = they exist but notify nobody."
  type        = string
  default     = null
}

variable "environment_topic_arn" {
  description = "Topic that the alarm of the environment notifies, e.g. the one that wakes people. null = the same as `alarms_topic_arn`."
  type        = string
  default     = null
}
