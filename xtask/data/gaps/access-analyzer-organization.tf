module "this" {
  source = "@catalog@/access-analyzer-organization"

  name          = "acme"
  unused_access = { excluded_account_ids = ["999999999999"] }

  archive_rules = {
    backup-vendor = {
      reason  = "the vendor's account reads our backups"
      filters = { "principal.AWS" = { contains = ["555555555555"] }, isPublic = { equals = ["false"] } }
    }
    break-glass = {
      analyzer = "unused"
      reason   = "roles for emergencies are meant to be unused"
      filters  = { resource = { contains = [":role/break-glass"] } }
    }
  }

  finding_alerts = { topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-security-alarms" }
}
