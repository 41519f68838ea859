variable "name" {
  description = "Name of account policy and filters, e.g. `acme-app-logs`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$", var.name))
    error_message = "the name must have 3 to 40 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "destination_arn" {
  description = "Destination in the logs account, an output of `log-destination`. It must be in the region of the log groups."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:logs:[a-z0-9-]+:[0-9]{12}:destination:[^:*]+$", var.destination_arn))
    error_message = "the destination must be the ARN of a CloudWatch Logs destination"
  }
}

variable "account_policy" {
  description = "Sends every log group of the account and region, also those made later. `exclude`: groups that are not sent, by full name, at most 50; `filter_pattern`: only matching events, empty = all. null = only the groups in `log_groups` are sent, and whoever makes a group must remember to add it."
  type = object({
    exclude        = optional(set(string), ["RDSOSMetrics"])
    filter_pattern = optional(string, "")
  })
  default = {}

  validation {
    condition     = var.account_policy == null ? true : length(var.account_policy.exclude) <= 50 && alltrue([for group in var.account_policy.exclude : can(regex("^[a-zA-Z0-9_./#-]{1,512}$", group))])
    error_message = "`exclude` must hold at most 50 full names of log groups, without wildcards"
  }

  validation {
    condition     = var.account_policy == null ? true : length(var.account_policy.filter_pattern) <= 1024
    error_message = "a filter pattern has at most 1024 characters"
  }
}

variable "log_groups" {
  description = "Log groups with a filter of their own, by a short key. Needed where the account policy is off, or where one group is to send only events that match `filter_pattern` (then exclude it from the account policy)."
  type = map(object({
    name           = string
    filter_pattern = optional(string, "")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, group in var.log_groups : can(regex("^[a-zA-Z0-9_.-]{1,100}$", key)) && can(regex("^[a-zA-Z0-9_./#-]{1,512}$", group.name))])
    error_message = "each key must have letters, digits, `_`, `.` or `-`, and each name must be the full name of a log group"
  }

  validation {
    condition     = alltrue([for group in values(var.log_groups) : length(group.filter_pattern) <= 1024])
    error_message = "a filter pattern has at most 1024 characters"
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

variable "alarms_topic_arn" {
  description = "Topic that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null
}
