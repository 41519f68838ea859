variable "name" {
  description = "Name of the bucket, e.g. `acme-dev-eu-west-1-tfstate`. Bucket names are unique in all of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "the name must have 3 to 63 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "allow_s3_managed_keys" {
  description = "Also takes states that a backend encrypts with the key of S3, which is what `encrypt = true` without `kms_key_id` asks for. Such a state lets anyone read it who may read the bucket, whatever the policy of the key says."
  type        = bool
  default     = false
  nullable    = false
}

variable "principals" {
  description = "Roles and users to which the bucket is closed for everybody else, by ARN (`*` stands for any text): `writers` change states, `readers` read them and take locks. The ARNs grant nothing, a policy of the role must do that. null = whoever has the right by a policy of the account."
  type = object({
    writers = set(string)
    readers = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.principals == null ? true : length(var.principals.writers) > 0
    error_message = "name at least one writer, or nobody could change a state"
  }

  validation {
    condition     = var.principals == null ? true : alltrue([for arn in setunion(var.principals.writers, var.principals.readers) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(?:role|user)/.+$", arn))])
    error_message = "each writer and reader must be the ARN of a role or user"
  }
}

variable "old_versions" {
  description = "How long replaced versions of a state stay: the `keep_newest` ones for ever, the others for `days`."
  type = object({
    keep_newest = optional(number, 50)
    days        = optional(number, 90)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.old_versions.keep_newest >= 1 && var.old_versions.keep_newest <= 100 && floor(var.old_versions.keep_newest) == var.old_versions.keep_newest
    error_message = "S3 can keep between 1 and 100 newest versions"
  }

  validation {
    condition     = var.old_versions.days >= 1 && floor(var.old_versions.days) == var.old_versions.days
    error_message = "`days` must be a whole number, at least 1"
  }
}

variable "access_logs" {
  description = "Records each request to the bucket. `bucket_name`: an existing bucket of the same account and region that lets S3 deliver logs; null = the module makes `<name>-logs`, where logs expire after `days`. null for all = nobody can tell who has read a state."
  type = object({
    bucket_name = optional(string)
    days        = optional(number, 365)
  })
  default = {}

  validation {
    condition     = var.access_logs == null ? true : var.access_logs.bucket_name == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logs.bucket_name))
    error_message = "the log bucket must be a bucket name"
  }

  validation {
    condition     = var.access_logs == null ? true : var.access_logs.days >= 1 && floor(var.access_logs.days) == var.access_logs.days
    error_message = "`days` must be a whole number, at least 1"
  }
}

variable "replication" {
  description = "Copies each version to a bucket in another region or account, which must have versioning. `kms_key_arn`: key that encrypts the copies; `account_id`: owner of the bucket where it is another account, which then owns the copies. null = no copies."
  type = object({
    bucket_arn  = string
    kms_key_arn = string
    account_id  = optional(string)
  })
  default = null

  validation {
    condition     = var.replication == null ? true : can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.replication.bucket_arn))
    error_message = "the destination must be the ARN of a bucket"
  }

  validation {
    condition     = var.replication == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.replication.kms_key_arn))
    error_message = "the key of the copies must be the ARN of a key"
  }

  validation {
    condition     = var.replication == null ? true : var.replication.account_id == null || can(regex("^[0-9]{12}$", var.replication.account_id))
    error_message = "the account id must be twelve digits"
  }
}

variable "force_destroy" {
  description = "Lets a destroy empty the buckets first, and lifts the rule that forbids deleting versions. From then on one command loses every state of the account and region."
  type        = bool
  default     = false
  nullable    = false
}

variable "key_deletion_window_days" {
  description = "Days between the destruction of the encryption key and the moment it is gone for good."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.key_deletion_window_days >= 7 && var.key_deletion_window_days <= 30
    error_message = "the window must be between 7 and 30 days"
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
