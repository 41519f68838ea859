//! What a working copy must not do, or must not refuse to do: override files beside the module's own.

use std::io;

use landform_world::{Access, World};

use crate::module::{ByFolder, Module};

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
