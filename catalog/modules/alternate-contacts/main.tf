data "aws_caller_identity" "this" {}

locals {
  contacts = merge([
    for account in setunion(keys(var.account_ids), keys(var.account_contacts)) : {
      for kind, contact in merge(var.contacts, lookup(var.account_contacts, account, {})) : "${account}/${kind}" => merge(contact, { account = account, kind = kind })
    }
  ]...)
}

resource "aws_account_alternate_contact" "this" {
  for_each = local.contacts

  # The management account may not name itself.
  account_id             = var.account_ids[each.value.account] == data.aws_caller_identity.this.account_id ? null : var.account_ids[each.value.account]
  alternate_contact_type = each.value.kind
  name                   = each.value.name
  title                  = each.value.title
  email_address          = each.value.email
  phone_number           = each.value.phone

  lifecycle {
    precondition {
      condition     = contains(keys(var.account_ids), each.value.account)
      error_message = "`account_contacts` names the account `${each.value.account}`, which is not one of `account_ids`"
    }
  }
}
