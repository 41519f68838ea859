//! A provider that plans and applies any AWS resource type from its schema.
