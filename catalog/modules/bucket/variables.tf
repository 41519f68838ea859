variable "name" {
  description = "Name of the bucket, e.g. `acme-dev-uploads`. Bucket names are unique in all of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "the name must have 3 to 63 lower case letters, digits or hyphens, and begin and end with a letter or digit"
  }
}

variable "kms_key" {
  description = "Existing key that encrypts the objects. null = a key of the module."
  type = object({
    arn = string
  })
  default = null

  validation {
    condition     = var.kms_key == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key.arn))
    error_message = "the key must be the ARN of a key"
  }
}

variable "key_users" {
  description = "Who may use the module's key besides roles of the account that have the right by a policy: accounts by id, and services by the first part of their service principal, which may then encrypt and decrypt on behalf of this account."
  type = object({
    account_ids = optional(set(string), [])
    services    = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in var.key_users.account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }

  validation {
    condition     = alltrue([for service in var.key_users.services : can(regex("^[a-z][a-z0-9.-]*[a-z0-9]$", service)) && !endswith(service, ".com")])
    error_message = "a service must be a name such as `cloudfront`, without the domain"
  }
}

variable "versioning" {
  description = "Keeps replaced and deleted objects. Without it an overwritten or deleted object is lost at once. A bucket that has had versions can only suspend them."
  type        = bool
  default     = true
  nullable    = false
}

variable "lifecycle_rules" {
  description = "What becomes of objects with age: name => rule. `prefix` and `tags` choose the objects; `transitions`: storage class => days; `expire_days` deletes them; `noncurrent_days` deletes replaced versions but for the `noncurrent_keep` newest. Interrupted uploads are removed after 7 days by a rule of the module."
  type = map(object({
    enabled         = optional(bool, true)
    prefix          = optional(string, "")
    tags            = optional(map(string), {})
    transitions     = optional(map(number), {})
    expire_days     = optional(number)
    noncurrent_days = optional(number)
    noncurrent_keep = optional(number)
  }))
  default  = { "old-versions" = { noncurrent_days = 90 } }
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.lifecycle_rules) : can(regex("^[a-zA-Z0-9_-]{1,100}$", name)) && name != "interrupted-uploads"])
    error_message = "a rule name must have 1 to 100 letters, digits, hyphens or underscores and not be `interrupted-uploads`"
  }

  validation {
    condition     = alltrue([for rule in values(var.lifecycle_rules) : length(rule.transitions) > 0 || rule.expire_days != null || rule.noncurrent_days != null])
    error_message = "a rule must do something: name `transitions`, `expire_days` or `noncurrent_days`"
  }

  validation {
    condition     = alltrue(flatten([for rule in values(var.lifecycle_rules) : [for class in keys(rule.transitions) : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], class)]]))
    error_message = "the storage classes are STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER and DEEP_ARCHIVE"
  }

  validation {
    condition     = alltrue(flatten([for rule in values(var.lifecycle_rules) : [for days in concat(values(rule.transitions), [for days in [rule.expire_days, rule.noncurrent_days] : days if days != null]) : days >= 0 && floor(days) == days]]))
    error_message = "days must be whole numbers, not below 0"
  }

  validation {
    condition     = alltrue([for rule in values(var.lifecycle_rules) : rule.noncurrent_keep == null ? true : rule.noncurrent_days != null && rule.noncurrent_keep >= 1 && rule.noncurrent_keep <= 100])
    error_message = "`noncurrent_keep` must be between 1 and 100 and needs `noncurrent_days`"
  }
}

variable "object_lock" {
  description = "Time in which nobody can delete or overwrite a version. In mode COMPLIANCE not even the root user can shorten it. Can be chosen when the bucket is made, and later only with versions on. null = off."
  type = object({
    mode = optional(string, "GOVERNANCE")
    days = number
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode)
    error_message = "the lock mode must be `GOVERNANCE` or `COMPLIANCE`"
  }

  validation {
    condition     = var.object_lock == null ? true : var.object_lock.days >= 1 && floor(var.object_lock.days) == var.object_lock.days
    error_message = "the lock must last a whole number of days, at least 1"
  }
}

variable "statements" {
  description = "Who else may do what: name of the statement => statement of the bucket policy. The principals are either `principal_arns` of roles, users or accounts (`arn:aws:iam::<id>:root`), or `services` by the first part of their service principal, on behalf of `source_arns` or else of this account only. `prefixes` narrow listings and object actions to parts of the bucket. `organization_id` admits only its members, and with it `*` stands for all of them."
  type = map(object({
    effect          = optional(string, "Allow")
    actions         = set(string)
    principal_arns  = optional(set(string), [])
    services        = optional(set(string), [])
    source_arns     = optional(set(string), [])
    prefixes        = optional(set(string), [""])
    organization_id = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.statements) : can(regex("^[A-Za-z0-9]{1,100}$", name)) && !contains(["DenyInsecureTransport", "DenyOldTls"], name)])
    error_message = "the name of a statement must have 1 to 100 letters or digits and not be one of the module's own"
  }

  validation {
    condition     = alltrue([for statement in values(var.statements) : contains(["Allow", "Deny"], statement.effect)])
    error_message = "the effect must be `Allow` or `Deny`"
  }

  validation {
    condition     = alltrue([for statement in values(var.statements) : length(statement.actions) > 0 && alltrue([for action in statement.actions : can(regex("^s3:[A-Z][A-Za-z]+$", action))])])
    error_message = "each statement needs actions, and each action must look like `s3:GetObject`, without a star"
  }

  validation {
    condition     = alltrue([for statement in values(var.statements) : (length(statement.principal_arns) > 0) != (length(statement.services) > 0)])
    error_message = "each statement needs either `principal_arns` or `services`"
  }

  validation {
    condition     = alltrue(flatten([for statement in values(var.statements) : [for arn in statement.principal_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(?:root|(?:role|user)/[^*]+)$", arn)) || (arn == "*" && (statement.effect == "Deny" || statement.organization_id != null))]]))
    error_message = "a principal must be the ARN of a role, a user or an account's root; `*` needs an organization id or the effect `Deny`"
  }

  validation {
    condition     = alltrue(flatten([for statement in values(var.statements) : [for service in statement.services : can(regex("^[a-z][a-z0-9.-]*[a-z0-9]$", service)) && !endswith(service, ".com")]]))
    error_message = "a service must be a name such as `cloudfront`, without the domain"
  }

  validation {
    condition     = alltrue([for statement in values(var.statements) : statement.organization_id == null || (can(regex("^o-[a-z0-9]{10,32}$", statement.organization_id)) && statement.effect == "Allow" && length(statement.services) == 0)])
    error_message = "the organization id must look like `o-a1b2c3d4e5`, and goes with `principal_arns` and the effect `Allow` only"
  }

  validation {
    condition     = alltrue([for statement in values(var.statements) : length(statement.prefixes) > 0 && alltrue([for prefix in statement.prefixes : !startswith(prefix, "/") && !endswith(prefix, "*")])])
    error_message = "a prefix must not begin with a slash or end with a star; `\"\"` stands for the whole bucket"
  }
}

variable "access_logs" {
  description = "Records each request in another bucket of the same account and region, which must let S3 deliver logs. null = off."
  type = object({
    bucket_name = string
    prefix      = optional(string)
  })
  default = null

  validation {
    condition     = var.access_logs == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logs.bucket_name))
    error_message = "the log bucket must be a bucket name"
  }
}

variable "cors_rules" {
  description = "Web pages that may call the bucket from a browser: name => their origins and what they may do. An origin of `*` lets any page try, with whatever signed address it has."
  type = map(object({
    origins         = set(string)
    methods         = optional(set(string), ["GET", "HEAD"])
    headers         = optional(set(string), [])
    exposed_headers = optional(set(string), ["ETag"])
    max_age_seconds = optional(number, 3600)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for rule in values(var.cors_rules) : length(rule.origins) > 0 && length(rule.methods) > 0])
    error_message = "a rule needs at least one origin and one method"
  }

  validation {
    condition     = alltrue(flatten([for rule in values(var.cors_rules) : [for method in rule.methods : contains(["GET", "HEAD", "PUT", "POST", "DELETE"], method)]]))
    error_message = "the methods are GET, HEAD, PUT, POST and DELETE"
  }

  validation {
    condition     = alltrue(flatten([for rule in values(var.cors_rules) : [for origin in rule.origins : origin == "*" || can(regex("^https?://[^/]+$", origin))]]))
    error_message = "an origin must be `*` or look like `https://app.example.com`"
  }
}

variable "eventbridge" {
  description = "Sends an event to EventBridge for each object that is made, changed or deleted."
  type        = bool
  default     = false
  nullable    = false
}

variable "replication" {
  description = "Copies new versions to a bucket in another region or account, which must have versioning. `kms_key_arn`: key that encrypts the copies; `account_id`: owner of the bucket where it is another account, which then owns the copies; `prefix`: copies only objects whose name begins with it; `deletions`: a deletion without a version hides the copy as well. null = no copies."
  type = object({
    bucket_arn    = string
    kms_key_arn   = string
    account_id    = optional(string)
    prefix        = optional(string, "")
    storage_class = optional(string)
    deletions     = optional(bool, false)
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

  validation {
    condition     = var.replication == null ? true : var.replication.storage_class == null || contains(["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], coalesce(var.replication.storage_class, "STANDARD"))
    error_message = "the storage classes are STANDARD, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER and DEEP_ARCHIVE"
  }
}

variable "force_destroy" {
  description = "Lets a destroy empty the bucket first. From then on one command loses every object."
  type        = bool
  default     = false
  nullable    = false
}

variable "key_deletion_window_days" {
  description = "Days between the destruction of the module's key and the moment it is gone for good."
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
