variable "name" {
  type        = string
  description = "Name of the topic, for example `acme-dev-alarms`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,200}$", var.name))
    error_message = "name must have 1 to 200 letters, digits, hyphens and underscores"
  }
}

variable "email_subscribers" {
  type        = set(string)
  description = "Addresses that get each message by e-mail. Each must confirm its subscription once."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.email_subscribers : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", address))])
    error_message = "email_subscribers must hold e-mail addresses"
  }
}

variable "https_subscribers" {
  type        = set(string)
  description = "HTTPS endpoints that get each message, such as the one of a paging service. They must confirm the subscription by themselves. A URL with a token in it ends up in the state."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for url in var.https_subscribers : startswith(url, "https://")])
    error_message = "https_subscribers must hold URLs that start with https://"
  }
}

variable "publisher_services" {
  type        = set(string)
  description = "AWS services that may publish to the topic on behalf of this account, by the first part of their service principal."
  default     = ["budgets", "cloudwatch", "events"]
  nullable    = false

  validation {
    condition     = length(var.publisher_services) > 0 && alltrue([for service in var.publisher_services : can(regex("^[a-z][a-z0-9.-]*[a-z0-9]$", service)) && !endswith(service, ".com")])
    error_message = "publisher_services must hold at least one name such as cloudwatch, without the domain"
  }
}
