variable "name" {
  description = "Prefix of the alarm and filter names, e.g. `acme-cis`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,48}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 50 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "log_group_name" {
  description = "Log group that gets the events of the trail, e.g. the `log_group_name` of the module `organization-trail`, in this account and region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_/.#-]{1,512}$", var.log_group_name))
    error_message = "the log group name must have 1 to 512 letters, digits or the signs `_`, `-`, `/`, `.`, `#`"
  }
}

variable "alarms_topic_arn" {
  description = "Topic that all alarms notify; CIS also wants a confirmed subscriber. null = nobody is told: the alarms show in the console only."
  type        = string
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.alarms_topic_arn))
    error_message = "the topic must be the ARN of an SNS topic"
  }
}

variable "metric_namespace" {
  description = "Namespace of the metrics that the filters count into."
  type        = string
  default     = "CISBenchmark"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_./#-]{1,255}$", var.metric_namespace)) && !startswith(var.metric_namespace, "AWS/")
    error_message = "the namespace must have 1 to 255 letters, digits or the signs `_`, `.`, `/`, `#`, `-`, and not begin with `AWS/`"
  }
}

variable "excluded" {
  description = "Alarms that are left out, by name, with the reason why nobody needs to know, e.g. `{ gateway-changes = \"all networks are watched by the network team\" }`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for reason in values(var.excluded) : length(trimspace(reason)) >= 10])
    error_message = "each excluded alarm needs a reason of at least ten characters"
  }
}

variable "thresholds" {
  description = "Events in five minutes that raise an alarm, by name; an alarm left out is raised by the first, e.g. `{ unauthorized-calls = 10 }`."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for count in values(var.thresholds) : count >= 1 && count == floor(count)])
    error_message = "each threshold must be a whole number of at least 1"
  }
}

variable "silence_hours" {
  description = "Hours without any event after which the alarm `no-events` is raised."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.silence_hours >= 1 && var.silence_hours <= 24 && var.silence_hours == floor(var.silence_hours)
    error_message = "the silence must be a whole number of hours from 1 to 24"
  }
}
