module "this" {
  source = "@catalog@/iam-users"

  users = {
    jane = {
      groups  = ["dev-developer", "iam-admins"]
      pgp_key = "mDMEawkdlhYJKwYBBAHaRw8BAQdAEmjkjcq3Hr+d0MXuIh76avF4Ce/vZfRHdiumhVXQxi+0EGphbmVAZXhhbXBsZS5jb22IkAQTFggAOBYhBE1qsMX3EmNwbGA7BL8teYRFN9yjBQJrCR2WAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJEL8teYRFN9yjZeEA/1mzf83IhpUnG0zmKrimwm2AMRWDXAr2LHrrurfLKujMAQDlEsDtELU5SE9SPRhM96XK0BaKQKahTYtXu06UFGIZBrg4BGsJHZYSCisGAQQBl1UBBQEBB0DMzubiYEdUznBhqp94UtZe7tRWug6xuG6j1IgMAP6cXQMBCAeIeAQYFggAIBYhBE1qsMX3EmNwbGA7BL8teYRFN9yjBQJrCR2WAhsMAAoJEL8teYRFN9yj2hQA/0dR8WewFk/X4uGV7WQe/j20PoZ0W0Hi5yyCVFXFt7jPAQCtqyF4oOJXerMwO+3XiX10wdMmOYQMSJ4Af3h6/U0DDA=="
    }
    joe = { groups = ["dev-developer"] }
  }

  groups = {
    dev-developer = { role_arns = ["arn:aws:iam::333333333333:role/access-developer"] }
    iam-admins    = { policy_arns = { iam = "arn:aws:iam::aws:policy/IAMFullAccess" } }
  }
}
