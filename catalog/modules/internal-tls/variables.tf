variable "name" {
  description = "Name of the authority, e.g. `acme-internal`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,48}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 50 lower case letters, digits or hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "subject" {
  description = "Who the authority says it is in its certificate. `country`: two letters. None of it can be changed later."
  type = object({
    common_name         = string
    organization        = optional(string)
    organizational_unit = optional(string)
    country             = optional(string)
  })
  nullable = false

  validation {
    condition     = length(var.subject.common_name) >= 1 && length(var.subject.common_name) <= 64
    error_message = "the common name must have 1 to 64 characters"
  }

  validation {
    condition     = var.subject.country == null || can(regex("^[A-Z]{2}$", var.subject.country))
    error_message = "the country must be two upper case letters"
  }
}

variable "parent" {
  description = "Authority of AWS Private CA that signs this one, and its key algorithm: the module then makes a subordinate authority that signs certificates of hosts only. null = a root authority."
  type = object({
    arn           = string
    key_algorithm = optional(string, "EC_prime256v1")
  })
  default = null

  validation {
    condition     = var.parent == null ? true : can(regex("^arn:[a-z-]+:acm-pca:[a-z0-9-]+:[0-9]{12}:certificate-authority/.+$", var.parent.arn))
    error_message = "the parent must be the ARN of a certificate authority"
  }

  validation {
    condition     = var.parent == null ? true : contains(["EC_prime256v1", "EC_secp384r1", "RSA_2048", "RSA_4096"], var.parent.key_algorithm)
    error_message = "the key algorithms are EC_prime256v1, EC_secp384r1, RSA_2048 and RSA_4096"
  }
}

variable "key_algorithm" {
  description = "Kind of the authority's key. It cannot be changed later."
  type        = string
  default     = "EC_prime256v1"
  nullable    = false

  validation {
    condition     = contains(["EC_prime256v1", "EC_secp384r1", "RSA_2048", "RSA_4096"], var.key_algorithm)
    error_message = "the key algorithms are EC_prime256v1, EC_secp384r1, RSA_2048 and RSA_4096"
  }
}

variable "validity_years" {
  description = "Years that the authority's certificate is valid; the parent's must be valid longer. null = 10 for a root authority, 5 for a subordinate one."
  type        = number
  default     = null

  validation {
    condition     = var.validity_years == null ? true : var.validity_years >= 1 && var.validity_years <= 30 && floor(var.validity_years) == var.validity_years
    error_message = "the authority can be valid for 1 to 30 years"
  }
}

variable "short_lived" {
  description = "Makes an authority for certificates of up to seven days, at about an eighth of the price. ACM cannot use it, so whoever needs a certificate must ask the authority itself."
  type        = bool
  default     = false
  nullable    = false
}

variable "ocsp" {
  description = "Lets clients ask AWS whether a certificate has been revoked, for a small price per certificate. Without it and without `crl` a stolen key is trusted until its certificate expires."
  type        = bool
  default     = true
  nullable    = false
}

variable "crl" {
  description = "Publishes a list of revoked certificates, valid for `days`, in an existing bucket that lets `acm-pca` write. `address`: host name under which clients reach it, where it is not the bucket itself. null = no list."
  type = object({
    bucket_name = string
    days        = optional(number, 7)
    address     = optional(string)
  })
  default = null

  validation {
    condition     = var.crl == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.crl.bucket_name))
    error_message = "the bucket of the list must be a bucket name"
  }

  validation {
    condition     = var.crl == null ? true : var.crl.days >= 1 && var.crl.days <= 5000
    error_message = "the list can be valid for 1 to 5000 days"
  }

  validation {
    condition     = var.crl == null ? true : var.crl.address == null || can(regex("^[a-z0-9.-]+$", var.crl.address))
    error_message = "the address must be a host name"
  }
}

variable "share_with" {
  description = "Who may ask for certificates of hosts besides the own account: names => account id, or ARN of the organization or of an organizational unit. ACM of these accounts then issues and renews them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for principal in values(var.share_with) : can(regex("^(?:[0-9]{12}|arn:[a-z-]+:organizations::[0-9]{12}:(?:organization|ou)/.+)$", principal))])
    error_message = "a principal must be a twelve-digit account id or the ARN of an organization or organizational unit"
  }
}

variable "alarms_topic_arn" {
  description = "Topic that is told when the list of revoked certificates cannot be written. null = the alarm exists but notifies nobody."
  type        = string
  default     = null
}

variable "deletion_window_days" {
  description = "Days in which a deleted authority can be brought back. Certificates that it has signed are not trusted any more once clients drop it."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "the window must be between 7 and 30 days"
  }
}
