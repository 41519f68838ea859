variable "name" {
  description = "Prefix of health checks and alarms, e.g. `acme-prod`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,48}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 50 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "endpoints" {
  description = "What is called over HTTPS, by a short key. `search_string`: text that must be in the first 5,120 bytes of the answer, null = any answer below 400 will do; `interval_seconds`: 30, or 10 at a higher price; `failure_threshold`: failures in a row that count; `regions`: Route 53 checkers, at least three, empty = all; `measure_latency`: also record connect and first-byte times, can only be chosen at creation."
  type = map(object({
    fqdn              = string
    path              = optional(string, "/")
    port              = optional(number, 443)
    search_string     = optional(string)
    interval_seconds  = optional(number, 30)
    failure_threshold = optional(number, 3)
    regions           = optional(set(string), [])
    measure_latency   = optional(bool, true)
  }))
  nullable = false

  validation {
    condition     = length(var.endpoints) >= 1 && length(var.endpoints) <= 255 && alltrue([for key in keys(var.endpoints) : can(regex("^[a-z0-9-]{1,50}$", key)) && key != "all"])
    error_message = "name 1 to 255 endpoints by lower case letters, digits and hyphens; `all` stands for all of them together"
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : can(regex("^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", endpoint.fqdn)) && startswith(endpoint.path, "/") && length(endpoint.path) <= 255])
    error_message = "each endpoint needs a domain name and a path that starts with a slash"
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : endpoint.port >= 1 && endpoint.port <= 65535 && contains([10, 30], endpoint.interval_seconds) && contains(range(1, 11), endpoint.failure_threshold)])
    error_message = "the port must be 1 to 65535, the interval 10 or 30 seconds, the failure threshold 1 to 10"
  }

  validation {
    condition     = alltrue([for endpoint in values(var.endpoints) : endpoint.search_string == null ? true : length(endpoint.search_string) >= 1 && length(endpoint.search_string) <= 255])
    error_message = "a search string has 1 to 255 characters"
  }

  validation {
    condition = alltrue([
      for endpoint in values(var.endpoints) : length(endpoint.regions) == 0 || length(endpoint.regions) >= 3 && length(setsubtract(endpoint.regions, ["us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1"])) == 0
    ])
    error_message = "name at least three of the regions us-east-1, us-west-1, us-west-2, eu-west-1, ap-southeast-1, ap-southeast-2, ap-northeast-1 and sa-east-1, or none"
  }
}

variable "healthy_at_least" {
  description = "How many endpoints must be healthy for the whole to be healthy. null = all of them."
  type        = number
  default     = null
}

variable "alarm_after_minutes" {
  description = "Minutes an endpoint must be unhealthy before its alarm goes off."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains(range(1, 61), var.alarm_after_minutes)
    error_message = "the alarm must go off after a whole number of minutes between 1 and 60"
  }
}

variable "alarms_topic_arn" {
  description = "Topic in us-east-1 that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:us-east-1:[0-9]{12}:.+$", var.alarms_topic_arn))
    error_message = "an alarm can only notify a topic in its own region, us-east-1"
  }
}
