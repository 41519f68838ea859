variable "security_account_id" {
  description = "Account that administers the security services for the organization, not the management account."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.security_account_id))
    error_message = "the account id must be twelve digits"
  }
}

variable "services" {
  description = "Services that are handed to the security account: `guardduty`, `securityhub`, `macie`, `inspector`."
  type        = set(string)
  default     = ["guardduty", "securityhub"]
  nullable    = false

  validation {
    condition     = length(var.services) > 0 && length(setsubtract(var.services, ["guardduty", "inspector", "macie", "securityhub"])) == 0
    error_message = "the services are guardduty, securityhub, macie and inspector; name at least one"
  }
}

variable "watch_management_account" {
  description = "Turns GuardDuty and Security Hub on in the management account itself. false leaves the most powerful account unwatched, or is right where somebody has turned them on already."
  type        = bool
  default     = true
  nullable    = false
}
