//! Functions that read files and take paths apart.

use std::path::{Component, Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use landform_diag::{Diagnostics, Source};
use landform_value::{Type, Value};
use landform_world::{EntryKind, World};

use super::input::{Fault, Gives, Input, Kind, Param, Place, param};
use super::{Function, StandardFunctions, glob};
use crate::reference::template_references;
use crate::{Call, Context, Functions, Scope, Step, evaluate_template, parse_template};

const PATH: &[Param] = &[param("path", Kind::String)];

pub(super) const TABLE: &[Function] = &[
    Function::new("abspath", PATH, Gives::String, absolute),
    Function::new("basename", PATH, Gives::String, base_name),
    Function::new("dirname", PATH, Gives::String, folder_name),
    Function::new("pathexpand", PATH, Gives::String, expand),
    Function::new("file", PATH, Gives::String, file),
    Function::new("fileexists", PATH, Gives::Bool, exists),
    Function::new(
        "fileset",
        &[param("path", Kind::String), param("pattern", Kind::String)],
        Gives::StringSet,
        file_set,
    ),
    Function::new("filebase64", PATH, Gives::String, |input| {
        Ok(STANDARD.encode(read(input)?).into())
    }),
    Function::new(
        "templatefile",
        &[param("path", Kind::String), param("vars", Kind::Any)],
        Gives::String,
        template_file,
    )
    .bare(),
];

fn place<'a>(input: &Input<'a>) -> Result<&'a Place<'a>, Fault> {
    input.place.ok_or_else(|| Fault::new("files cannot be read here"))
}

/// Returns the path, with a leading `~` resolved, below the folder that relative paths start from.
fn located(place: &Place<'_>, path: &str) -> PathBuf {
    place.folder.join(home(place.world, path))
}

fn home(world: &dyn World, path: &str) -> PathBuf {
    let inside = path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (inside, world.env("HOME")) {
        (Some(rest), Some(home)) => clean(&Path::new(&home).join(rest.trim_start_matches('/'))),
        _ => PathBuf::from(path),
    }
}

/// Returns the path without `.`, `..` and doubled slashes, as far as the text alone allows.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match clean.components().next_back() {
                Some(Component::Normal(_)) => {
                    clean.pop();
                }
                Some(Component::RootDir) => {}
                _ => clean.push(".."),
            },
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => clean.push(part),
        }
    }
    if clean.as_os_str().is_empty() { PathBuf::from(".") } else { clean }
}

/// Returns the bytes of the file that the first argument names.
pub(super) fn read(input: &Input<'_>) -> Result<Vec<u8>, Fault> {
    let place = place(input)?;
    let path = input.text(0);
    let full = located(place, path);
    place.world.read(&full).map_err(|error| match place.world.kind(&full) {
        None => Fault::at(0, format!("there is no file `{path}`")).hint(
            "relative paths start from the folder of the configuration; write `${path.module}/...`",
        ),
        Some(EntryKind::Folder) => Fault::at(0, format!("`{path}` is a folder")),
        Some(EntryKind::File | EntryKind::Link) => {
            Fault::at(0, format!("`{path}` cannot be read: {error}"))
        }
    })
}

fn read_text(input: &Input<'_>) -> Result<String, Fault> {
    String::from_utf8(read(input)?).map_err(|_| {
        Fault::at(0, format!("`{}` is not UTF-8 text", input.text(0)))
            .hint("`filebase64` reads any file")
    })
}

fn file(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(read_text(input)?.into())
}

fn exists(input: &Input<'_>) -> Result<Value, Fault> {
    let place = place(input)?;
    let path = input.text(0);
    match place.world.kind(&located(place, path)) {
        None => Ok(false.into()),
        Some(EntryKind::Folder) => Err(Fault::at(0, format!("`{path}` is a folder"))),
        Some(EntryKind::File | EntryKind::Link) => Ok(true.into()),
    }
}

fn absolute(input: &Input<'_>) -> Result<Value, Fault> {
    let place = place(input)?;
    Ok(text_of(&clean(&place.folder.join(input.text(0)))))
}

fn expand(input: &Input<'_>) -> Result<Value, Fault> {
    let path = input.text(0);
    if !path.starts_with('~') {
        return Ok(path.into());
    }
    Ok(text_of(&home(place(input)?.world, path)))
}

fn text_of(path: &Path) -> Value {
    path.to_string_lossy().into_owned().into()
}

fn base_name(input: &Input<'_>) -> Result<Value, Fault> {
    let path = input.text(0);
    let trimmed = path.trim_end_matches('/');
    Ok(match (path, trimmed.rsplit('/').next()) {
        ("", _) => ".".into(),
        (_, None | Some("")) => "/".into(),
        (_, Some(name)) => name.into(),
    })
}

fn folder_name(input: &Input<'_>) -> Result<Value, Fault> {
    let path = input.text(0);
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or("");
    Ok(text_of(&clean(Path::new(folder))))
}

fn file_set(input: &Input<'_>) -> Result<Value, Fault> {
    let place = place(input)?;
    let folder = located(place, input.text(0));
    let pattern = glob::Glob::parse(input.text(1)).map_err(|reason| Fault::at(1, reason))?;
    let mut found = Vec::new();
    walk(place.world, &folder, "", &pattern, &mut found);
    Ok(Value::set(Type::String, found.into_iter().map(Value::from)))
}

/// How deep `fileset` goes, so that a link to a folder above does not lead around for ever.
const DEPTH_LIMIT: usize = 64;

fn walk(
    world: &dyn World,
    folder: &Path,
    prefix: &str,
    glob: &glob::Glob,
    found: &mut Vec<String>,
) {
    if prefix.matches('/').count() > DEPTH_LIMIT {
        return;
    }
    for entry in world.list(folder).unwrap_or_default() {
        let name = format!("{prefix}{}", entry.name);
        let path = folder.join(&entry.name);
        match world.kind(&path) {
            Some(EntryKind::File) if glob.matches(&name) => found.push(name),
            Some(EntryKind::Folder) if glob.may_match_below(&name) => {
                // A link is followed only as far as the pattern spells the way out.
                if entry.kind != EntryKind::Link || !glob.is_open_at(&name) {
                    walk(world, &path, &format!("{name}/"), glob, found);
                }
            }
            Some(EntryKind::File | EntryKind::Folder | EntryKind::Link) | None => {}
        }
    }
}

/// The variables of a template.
struct Variables<'a>(&'a Value);

impl Scope for Variables<'_> {
    fn lookup(&self, root: &str, _steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        self.0.get(root).map(|value| Ok((value.clone(), 0)))
    }

    fn names(&self) -> Vec<String> {
        self.0.as_entries().map(|entries| entries.keys().cloned().collect()).unwrap_or_default()
    }
}

/// The functions of a template: all but the one that would lead to another template.
struct TemplateFunctions<'a>(StandardFunctions<'a>);

impl Functions for TemplateFunctions<'_> {
    fn call(&self, call: &Call<'_>) -> Option<Result<Value, Diagnostics>> {
        if call.name == "templatefile" {
            let message = "a template cannot call `templatefile`";
            let fault = landform_diag::Diagnostic::error(message).at(call.span.clone());
            return Some(Err(fault.into()));
        }
        self.0.call(call)
    }

    fn names(&self) -> Vec<String> {
        self.0.names()
    }
}

fn template_file(input: &Input<'_>) -> Result<Value, Fault> {
    let (path, vars) = (input.value(0), input.value(1));
    let marks = path.marks().union(vars.marks());
    if path.is_unknown() || vars.is_unknown() {
        return Ok(Value::unknown(Type::Dynamic).with_marks(marks));
    }
    if vars.as_entries().is_none() {
        return Err(Fault::at(1, format!("a map or object is required, not a {}", vars.ty())));
    }
    let place = place(input)?;
    let source = Source::new(input.text(0), read_text(input)?);
    let template = parse_template(&source).map_err(Fault::Inside)?;
    for reference in template_references(&template) {
        let root = &reference.root;
        if vars.get(root).is_none() {
            let span = source.span(reference.span.clone());
            let fault = landform_diag::Diagnostic::error(format!(
                "the template uses `{root}`, which is not among its variables"
            ));
            let fault = fault.at(span).note(input.call.span.clone(), "called here");
            return Err(Fault::Inside(
                fault.hint(format!("add `{root}` to the second argument of `templatefile`")).into(),
            ));
        }
    }
    let standard = StandardFunctions { world: place.world, folder: place.folder };
    let functions = TemplateFunctions(standard);
    let context = Context { source: &source, scope: &Variables(vars), functions: &functions };
    let value = evaluate_template(&template, &context).map_err(Fault::Inside)?;
    Ok(value.with_marks(marks))
}
