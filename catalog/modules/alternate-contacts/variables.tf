variable "account_ids" {
  description = "Accounts that get the contacts: account name => twelve-digit account id. The management account may be among them."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.account_ids) > 0 && alltrue([for id in values(var.account_ids) : can(regex("^[0-9]{12}$", id))])
    error_message = "name at least one account; each account id must be twelve digits"
  }
}

variable "contacts" {
  description = "Whom AWS turns to beside the owner of an account, by kind: `SECURITY`, `OPERATIONS`, `BILLING`. Name teams rather than people, who leave."
  type = map(object({
    name  = string
    title = string
    email = string
    phone = string
  }))
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.contacts), ["BILLING", "OPERATIONS", "SECURITY"])) == 0
    error_message = "the kinds of contacts are SECURITY, OPERATIONS and BILLING"
  }

  validation {
    condition     = contains(keys(var.contacts), "SECURITY")
    error_message = "the SECURITY contact is required: AWS reports leaked keys to it"
  }

  validation {
    condition     = alltrue([for contact in values(var.contacts) : length(contact.name) >= 1 && length(contact.name) <= 64 && length(contact.title) >= 1 && length(contact.title) <= 50])
    error_message = "a name has 1 to 64 characters, and a title 1 to 50"
  }

  validation {
    condition     = alltrue([for contact in values(var.contacts) : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", contact.email)) && length(contact.email) <= 254])
    error_message = "each contact needs an e-mail address"
  }

  validation {
    condition     = alltrue([for contact in values(var.contacts) : can(regex("^\\+?[0-9(][0-9 ()-]{4,23}$", contact.phone))])
    error_message = "a phone number has 5 to 25 digits, spaces, brackets and hyphens after an optional `+`"
  }
}

variable "account_contacts" {
  description = "Contacts of single accounts in place of those above: account name => kind => contact."
  type = map(map(object({
    name  = string
    title = string
    email = string
    phone = string
  })))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for contacts in values(var.account_contacts) : length(setsubtract(keys(contacts), ["BILLING", "OPERATIONS", "SECURITY"])) == 0])
    error_message = "the kinds of contacts are SECURITY, OPERATIONS and BILLING"
  }

  validation {
    condition     = alltrue(flatten([for contacts in values(var.account_contacts) : [for contact in values(contacts) : length(contact.name) >= 1 && length(contact.name) <= 64 && length(contact.title) >= 1 && length(contact.title) <= 50]]))
    error_message = "a name has 1 to 64 characters, and a title 1 to 50"
  }

  validation {
    condition     = alltrue(flatten([for contacts in values(var.account_contacts) : [for contact in values(contacts) : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", contact.email)) && length(contact.email) <= 254]]))
    error_message = "each contact needs an e-mail address"
  }

  validation {
    condition     = alltrue(flatten([for contacts in values(var.account_contacts) : [for contact in values(contacts) : can(regex("^\\+?[0-9(][0-9 ()-]{4,23}$", contact.phone))]]))
    error_message = "a phone number has 5 to 25 digits, spaces, brackets and hyphens after an optional `+`"
  }
}
