variable "name" {
  description = "Prefix of the names of budgets and monitors, e.g. `acme`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,39}$", var.name))
    error_message = "the name must have 1 to 40 letters, digits, hyphens and underscores, and begin with a letter or digit"
  }
}

variable "monthly_limit" {
  description = "What all accounts together are meant to cost in a month."
  type        = number
  nullable    = false

  validation {
    condition     = var.monthly_limit > 0
    error_message = "the monthly limit must be above 0"
  }
}

variable "account_limits" {
  description = "What single accounts are meant to cost in a month, by name. An account that is left out counts towards the overall budget only."
  type = map(object({
    account_id = string
    limit      = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.account_limits) : can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,49}$", name)) && name != "total"])
    error_message = "the name of an account has 1 to 50 letters, digits, hyphens and underscores, and is not `total`"
  }

  validation {
    condition     = alltrue([for account in values(var.account_limits) : can(regex("^[0-9]{12}$", account.account_id))])
    error_message = "each account id must be twelve digits"
  }

  validation {
    condition     = alltrue([for account in values(var.account_limits) : account.limit > 0])
    error_message = "the limit of an account must be above 0"
  }
}

variable "currency" {
  description = "Currency of all limits. AWS accepts the one that it bills in."
  type        = string
  default     = "USD"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.currency))
    error_message = "the currency must be three capital letters, such as `USD`"
  }
}

variable "thresholds" {
  description = "Percentages of a limit at which people are told: `actual` of what has been spent, `forecast` of what the month will come to."
  type = object({
    actual   = optional(set(number), [80, 100])
    forecast = optional(set(number), [100])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.thresholds.actual) + length(var.thresholds.forecast) >= 1 && length(var.thresholds.actual) + length(var.thresholds.forecast) <= 10
    error_message = "a budget has 1 to 10 thresholds"
  }

  validation {
    condition     = alltrue([for threshold in setunion(var.thresholds.actual, var.thresholds.forecast) : threshold > 0 && threshold <= 1000])
    error_message = "a threshold must be above 0 and at most 1000 percent"
  }
}

variable "email_subscribers" {
  description = "Addresses that are told of budgets at once, and of anomalies once a day unless there is a topic, which then tells of them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.email_subscribers : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", address))])
    error_message = "`email_subscribers` must hold e-mail addresses"
  }

  validation {
    condition     = length(var.email_subscribers) <= 10
    error_message = "AWS writes to at most 10 addresses: use a mailing list, or a topic"
  }
}

variable "alarms_topic_arn" {
  description = "Topic of this account that is told of budgets and anomalies at once. It must accept messages from `budgets.amazonaws.com` and `costalerts.amazonaws.com`. null = only `email_subscribers` are told."
  type        = string
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null ? true : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+$", var.alarms_topic_arn))
    error_message = "the topic must be given by its ARN"
  }
}

variable "anomalies" {
  description = "Watches each service for spending that is unlike the months before. `min_impact`: how much more than expected, in the currency of the bill, is worth a message; `min_impact_percentage`: and how many percent more, null = any; `monitor_arn`: a monitor of services that exists already, since AWS allows one per account and gives many accounts one. null = off: a leak is seen only when it has used up a budget."
  type = object({
    min_impact            = optional(number, 100)
    min_impact_percentage = optional(number)
    monitor_arn           = optional(string)
  })
  default = {}

  validation {
    condition     = var.anomalies == null ? true : var.anomalies.min_impact >= 0
    error_message = "`min_impact` must not be below 0"
  }

  validation {
    condition     = try(var.anomalies.min_impact_percentage, null) == null ? true : var.anomalies.min_impact_percentage > 0
    error_message = "`min_impact_percentage` must be above 0"
  }

  validation {
    condition     = try(var.anomalies.monitor_arn, null) == null ? true : can(regex("^arn:[a-z-]+:ce::[0-9]{12}:anomalymonitor/[0-9a-f-]+$", var.anomalies.monitor_arn))
    error_message = "the monitor must be given by its ARN"
  }
}
