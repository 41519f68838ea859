module "this" {
  source = "../.."

  name    = "acme-organization"
  regions = ["eu-west-1", "us-east-1"]

  conformance_packs = {
    storage = {
      parameters           = { MaxAge = "90" }
      excluded_account_ids = ["999999999999"]

      template_body = <<-YAML
        Parameters:
          MaxAge:
            Type: String
        Resources:
          AccessKeys:
            Type: AWS::Config::ConfigRule
            Properties:
              ConfigRuleName: access-keys-rotated
              InputParameters:
                maxAccessKeyAge:
                  Ref: MaxAge
              Source:
                Owner: AWS
                SourceIdentifier: ACCESS_KEYS_ROTATED
      YAML
    }
  }
}
