//! What a working copy must not do, or must not refuse to do: override files beside the module's own.

use std::io;

use landform_world::{Access, World};

use crate::module::{ByFolder, Module, Protected, ProtectedByFolder};

/// Replaces all provisioners by one that does nothing: they start programs, or wait for servers that are not there.
///
/// # Errors
/// Any failure of the file system.
pub fn withhold_provisioners(world: &dyn World, module: &Module) -> io::Result<()> {
    // An override replaces all provisioners of a resource, but cannot take them away.
    let nothing = "provisioner \"local-exec\" {\n    when    = destroy\n    command = \":\"\n  }";
    override_all(world, &module.provisioned, "landform_provisioners_override.tf", nothing)
}

/// Lets everything be destroyed.
///
/// # Errors
/// Any failure of the file system.
pub fn lift_guards(world: &dyn World, guarded: &ByFolder) -> io::Result<()> {
    let lifted = "lifecycle {\n    prevent_destroy = false\n  }";
    override_all(world, guarded, "landform_destroy_override.tf", lifted)
}

/// Turns off what makes providers refuse to destroy resources.
///
/// # Errors
/// Any failure of the file system.
pub fn turn_off_protection(world: &dyn World, all: &ProtectedByFolder) -> io::Result<()> {
    for (folder, resources) in all {
        let text: String = resources
            .iter()
            .map(|one| {
                let Protected { type_name, name, attribute } = one;
                format!("resource \"{type_name}\" \"{name}\" {{\n  {attribute} = false\n}}\n")
            })
            .collect();
        let file = folder.join("landform_protection_override.tf");
        world.write(&file, text.as_bytes(), Access::Private)?;
    }
    Ok(())
}

fn override_all(
    world: &dyn World,
    resources: &ByFolder,
    file: &str,
    block: &str,
) -> io::Result<()> {
    for (folder, resources) in resources {
        let text: String = resources
            .iter()
            .map(|(ty, name)| format!("resource \"{ty}\" \"{name}\" {{\n  {block}\n}}\n"))
            .collect();
        world.write(&folder.join(file), text.as_bytes(), Access::Private)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use landform_world::MemoryWorld;

    use super::*;

    #[test]
    fn turns_protection_off_where_it_is_declared() {
        let world = MemoryWorld::from_fixture(
            "//- /w/main.tf\nresource \"aws_lb\" \"this\" {\n  enable_deletion_protection = var.x\n}\n\
             resource \"aws_vpc\" \"a\" {}\n//- /w/db.tf.json\n\
             {\"resource\": {\"aws_db_instance\": {\"d\": {\"deletion_protection\": true}}}}\n",
        );
        let module = crate::module::read_module(&world, Path::new("/w")).unwrap();
        turn_off_protection(&world, &module.protected).unwrap();
        let text = world.read_text(Path::new("/w/landform_protection_override.tf")).unwrap();
        assert_eq!(
            text,
            "resource \"aws_db_instance\" \"d\" {\n  deletion_protection = false\n}\n\
             resource \"aws_lb\" \"this\" {\n  enable_deletion_protection = false\n}\n"
        );
    }

    #[test]
    fn overrides_each_resource_in_the_folder_of_its_module() {
        let world = MemoryWorld::from_fixture("//- /w/main.tf\n");
        let resource = ("aws_vpc".to_owned(), "this".to_owned());
        let guarded = ByFolder::from([(PathBuf::from("/w/b"), [resource].into())]);
        lift_guards(&world, &guarded).unwrap();
        let text = world.read_text(Path::new("/w/b/landform_destroy_override.tf")).unwrap();
        assert_eq!(
            text,
            "resource \"aws_vpc\" \"this\" {\n  lifecycle {\n    prevent_destroy = false\n  }\n}\n"
        );
    }
}
