mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }
}

variables {
  account_ids = { management = "111111111111", prod = "444444444444" }

  contacts = {
    SECURITY = { name = "Security Team", title = "Security", email = "security@acme.example", phone = "+353 1 234 5678" }
  }
}

run "gives_each_account_its_contacts" {
  command = plan

  assert {
    condition     = output.contact_emails == { "management/SECURITY" = "security@acme.example", "prod/SECURITY" = "security@acme.example" }
    error_message = "each account must have the contact"
  }

  assert {
    condition     = aws_account_alternate_contact.this["management/SECURITY"].account_id == null && aws_account_alternate_contact.this["prod/SECURITY"].account_id == "444444444444"
    error_message = "only the own account must not be named"
  }

  assert {
    condition     = aws_account_alternate_contact.this["prod/SECURITY"].alternate_contact_type == "SECURITY" && aws_account_alternate_contact.this["prod/SECURITY"].phone_number == "+353 1 234 5678"
    error_message = "the contact must be as given"
  }
}

run "lets_an_account_have_its_own" {
  command = plan

  variables {
    account_contacts = {
      prod = {
        SECURITY   = { name = "Prod Security", title = "Security", email = "prod-security@acme.example", phone = "(01) 234-5678" }
        OPERATIONS = { name = "On Call", title = "Operations", email = "oncall@acme.example", phone = "12345" }
      }
    }
  }

  assert {
    condition     = output.contact_emails == { "management/SECURITY" = "security@acme.example", "prod/OPERATIONS" = "oncall@acme.example", "prod/SECURITY" = "prod-security@acme.example" }
    error_message = "contacts of an account must replace those of all"
  }
}

run "rejects_contacts_of_an_unknown_account" {
  command = plan

  variables {
    account_contacts = { stage = {} }
  }

  expect_failures = [aws_account_alternate_contact.this]
}

run "rejects_a_bad_account_id" {
  command = plan
  variables { account_ids = { prod = "4" } }
  expect_failures = [var.account_ids]
}

run "rejects_an_unknown_kind" {
  command = plan

  variables {
    contacts = {
      SECURITY = { name = "A", title = "B", email = "a@acme.example", phone = "12345" }
      LEGAL    = { name = "A", title = "B", email = "a@acme.example", phone = "12345" }
    }
  }

  expect_failures = [var.contacts]
}

run "rejects_a_missing_security_contact" {
  command = plan
  variables { contacts = {} }
  expect_failures = [var.contacts]
}

run "rejects_an_empty_name" {
  command = plan
  variables { contacts = { SECURITY = { name = "", title = "B", email = "a@acme.example", phone = "12345" } } }
  expect_failures = [var.contacts]
}

run "rejects_a_bad_address" {
  command = plan
  variables { contacts = { SECURITY = { name = "A", title = "B", email = "acme.example", phone = "12345" } } }
  expect_failures = [var.contacts]
}

run "rejects_a_bad_phone_number" {
  command = plan
  variables { contacts = { SECURITY = { name = "A", title = "B", email = "a@acme.example", phone = "ask Bob" } } }
  expect_failures = [var.contacts]
}

run "rejects_an_unknown_kind_of_an_account" {
  command = plan
  variables { account_contacts = { prod = { LEGAL = { name = "A", title = "B", email = "a@acme.example", phone = "12345" } } } }
  expect_failures = [var.account_contacts]
}

run "rejects_an_empty_title_of_an_account" {
  command = plan
  variables { account_contacts = { prod = { BILLING = { name = "A", title = "", email = "a@acme.example", phone = "12345" } } } }
  expect_failures = [var.account_contacts]
}

run "rejects_a_bad_address_of_an_account" {
  command = plan
  variables { account_contacts = { prod = { BILLING = { name = "A", title = "B", email = "a", phone = "12345" } } } }
  expect_failures = [var.account_contacts]
}

run "rejects_a_bad_phone_number_of_an_account" {
  command = plan
  variables { account_contacts = { prod = { BILLING = { name = "A", title = "B", email = "a@acme.example", phone = "1+2345" } } } }
  expect_failures = [var.account_contacts]
}
