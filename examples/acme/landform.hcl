company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/infrastructure-live"
  alert_emails  = ["platform@acme.example"]
}
