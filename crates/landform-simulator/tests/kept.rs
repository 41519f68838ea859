//! A simulated world that is kept in a folder: opened again it is the same, whatever was cut off and where.
#![expect(clippy::unwrap_used, reason = "tests fail by panics")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use landform_plugin::message::{
    ApplyRequest, ApplyResponse, ConfigureRequest, DynamicValue, PlanRequest, ReadRequest,
};
use landform_plugin::{Provider, ProviderFactory};
use landform_simulator::{OpenError, Session, Simulator};
use landform_value::{Type, Value};

/// One provider in a world, for a few types.
struct Hand {
    provider: Arc<dyn Provider>,
}

fn texts(ty: &Type, texts: &[(&str, &str)]) -> DynamicValue {
    let Type::Object(object) = ty else { unreachable!("a schema is of an object") };
    let is_block = |element: &Type| matches!(element, Type::Object(_));
    let value = |name: &str, ty: &Type| match (texts.iter().find(|(known, _)| *known == name), ty) {
        (Some((_, text)), _) => Value::string(*text),
        (None, Type::List(element)) if is_block(element) => Value::list((**element).clone(), []),
        (None, Type::Set(element)) if is_block(element) => Value::set((**element).clone(), []),
        (None, ty) => Value::null(ty.clone()),
    };
    let entries = object.attributes.iter().map(|(name, ty)| (name.clone(), value(name, ty)));
    DynamicValue::of(&Value::object(entries.collect::<Vec<_>>()), ty).unwrap()
}

impl Hand {
    async fn new(simulator: &Simulator, existing: Option<&[(&str, &str)]>) -> Self {
        let owned = |(ty, id): &(&str, &str)| ((*ty).to_owned(), (*id).to_owned());
        let session = Session {
            types: Some(["aws_eip", "aws_s3_bucket"].map(str::to_owned).into()),
            existing: existing.map(|all| all.iter().map(owned).collect()),
            ..Session::default()
        };
        let provider = simulator.factory(session).unwrap().connect();
        let ty = provider.schema().await.unwrap().schema.provider.ty();
        let config = Some(texts(&ty, &[("region", "eu-west-1")]));
        let answer = provider.configure(ConfigureRequest { config, ..Default::default() }).await;
        assert_eq!(answer.unwrap().diagnostics, []);
        Self { provider }
    }

    async fn ty(&self, type_name: &str) -> Type {
        self.provider.schema().await.unwrap().schema.resources.get(type_name).unwrap().ty()
    }

    /// Creates an object; returns its id, or what is wrong.
    async fn create(&self, type_name: &str, given: &[(&str, &str)]) -> Result<String, String> {
        let ty = self.ty(type_name).await;
        let config = Some(texts(&ty, given));
        let planned = self.provider.plan(PlanRequest {
            type_name: type_name.to_owned(),
            proposed_new_state: config.clone(),
            config: config.clone(),
            ..PlanRequest::default()
        });
        let made = self.provider.apply(ApplyRequest {
            type_name: type_name.to_owned(),
            planned_state: planned.await.unwrap().planned_state,
            config,
            ..ApplyRequest::default()
        });
        let made: ApplyResponse = made.await.unwrap();
        if let Some(fault) = made.diagnostics.first() {
            return Err(fault.summary.clone());
        }
        let state = made.new_state.unwrap().value(&ty).unwrap();
        Ok(state.get("id").unwrap().as_str().unwrap().to_owned())
    }

    async fn delete(&self, type_name: &str, id: &str) {
        let prior_state = Some(texts(&self.ty(type_name).await, &[("id", id)]));
        let request =
            ApplyRequest { type_name: type_name.to_owned(), prior_state, ..Default::default() };
        assert_eq!(self.provider.apply(request).await.unwrap().diagnostics, []);
    }

    /// Tells whether an object of a state exists.
    async fn exists(&self, type_name: &str, id: &str) -> bool {
        let ty = self.ty(type_name).await;
        let current_state = Some(texts(&ty, &[("id", id)]));
        let request =
            ReadRequest { type_name: type_name.to_owned(), current_state, ..Default::default() };
        let answer = self.provider.read_resource(request).await.unwrap();
        !answer.new_state.unwrap().value(&ty).unwrap().is_null()
    }
}

fn ids(simulator: &Simulator) -> Vec<String> {
    let objects = simulator.snapshot().into_iter().flat_map(|inventory| inventory.objects);
    objects.map(|(_, id)| id).collect()
}

fn looked(folder: &Path) -> Vec<String> {
    let objects = Simulator::look(folder).unwrap().into_iter().flat_map(|one| one.objects);
    objects.map(|(_, id)| id).collect()
}

#[tokio::test]
async fn a_world_that_is_opened_again_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("world");
    let world = Simulator::open(&folder).unwrap();
    let hand = Hand::new(&world, None).await;
    let bucket = hand.create("aws_s3_bucket", &[("bucket", "b")]).await.unwrap();
    let first = hand.create("aws_eip", &[]).await.unwrap();
    let second = hand.create("aws_eip", &[]).await.unwrap();
    hand.delete("aws_eip", &first).await;
    assert!(matches!(Simulator::open(&folder), Err(OpenError::Busy(_))));
    let before = world.snapshot();
    assert_eq!(Simulator::look(&folder).unwrap(), before);
    drop((hand, world));
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join("world.log"))), (0o700, 0o600));
    let world = Simulator::open(&folder).unwrap();
    assert_eq!(world.snapshot(), before);
    let hand = Hand::new(&world, None).await;
    // A state that still names what was deleted is out of date; one that names what is unknown is believed.
    assert!(!hand.exists("aws_eip", &first).await);
    assert!(hand.exists("aws_eip", &second).await);
    assert!(hand.exists("aws_eip", "eipalloc-0123").await);
    assert!(ids(&world).contains(&"eipalloc-0123".to_owned()));
    let error = hand.create("aws_s3_bucket", &[("bucket", "b")]).await.unwrap_err();
    assert!(error.contains("BucketAlready"), "{error}");
    // The id of the deleted one is free, and is given again; then it exists.
    assert_eq!(hand.create("aws_eip", &[]).await.unwrap(), first);
    assert!(hand.exists("aws_eip", &first).await);
    assert_eq!(looked(&folder), ids(&world));
    assert!(ids(&world).contains(&bucket));
}

#[tokio::test]
async fn whoever_goes_on_gets_what_was_created_for_it_and_no_second_one() {
    let folder = tempfile::tempdir().unwrap();
    let world = Simulator::open(folder.path()).unwrap();
    let hand = Hand::new(&world, None).await;
    let bucket = hand.create("aws_s3_bucket", &[("bucket", "b")]).await.unwrap();
    let first = hand.create("aws_eip", &[]).await.unwrap();
    let second = hand.create("aws_eip", &[]).await.unwrap();
    let before = ids(&world);
    drop((hand, world));
    // The state knows of the first address alone.
    let world = Simulator::open(folder.path()).unwrap();
    let hand = Hand::new(&world, Some(&[("aws_eip", &first)])).await;
    assert_eq!(hand.create("aws_s3_bucket", &[("bucket", "b")]).await, Ok(bucket));
    assert_eq!(hand.create("aws_eip", &[]).await, Ok(second.clone()));
    assert_eq!(ids(&world), before);
    // There are no more of them: the next one is new.
    let third = hand.create("aws_eip", &[]).await.unwrap();
    assert!(third != first && third != second);
    // Another configuration is another object.
    let other = hand.create("aws_eip", &[("domain", "vpc")]).await.unwrap();
    assert_eq!(ids(&world).len(), before.len() + 2);
    assert!(ids(&world).contains(&other));
}

#[tokio::test]
async fn a_world_that_was_cut_off_anywhere_has_what_was_whole() {
    let folder = tempfile::tempdir().unwrap();
    let world = Simulator::open(folder.path()).unwrap();
    let hand = Hand::new(&world, None).await;
    let file = folder.path().join("world.log");
    let mut steps = Vec::new();
    let mut note = |world: &Simulator| {
        steps.push((std::fs::metadata(&file).unwrap().len(), ids(world)));
    };
    note(&world);
    for bucket in ["a", "b"] {
        hand.create("aws_s3_bucket", &[("bucket", bucket)]).await.unwrap();
        note(&world);
    }
    hand.delete("aws_s3_bucket", "a").await;
    note(&world);
    drop((hand, world));
    let bytes = std::fs::read(&file).unwrap();
    for length in (0..=bytes.len()).step_by(7) {
        std::fs::write(&file, &bytes[..length]).unwrap();
        let whole = steps.iter().rev().find(|(end, _)| *end <= length as u64);
        let expected = whole.map(|(_, ids)| ids.clone()).unwrap_or_default();
        assert_eq!(ids(&Simulator::open(folder.path()).unwrap()), expected, "{length}");
    }
}

#[tokio::test]
async fn the_file_does_not_grow_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.log");
    let mut largest = 0;
    for round in 0..6 {
        let world = Simulator::open(folder.path()).unwrap();
        let after_opening = std::fs::metadata(&file).unwrap().len();
        assert_eq!(ids(&world), if round == 0 { vec![] } else { vec!["kept".to_owned()] });
        let hand = Hand::new(&world, Some(&[])).await;
        hand.create("aws_s3_bucket", &[("bucket", "kept")]).await.unwrap();
        for _ in 0..20 {
            hand.create("aws_s3_bucket", &[("bucket", "b")]).await.unwrap();
            hand.delete("aws_s3_bucket", "b").await;
        }
        let grown = std::fs::metadata(&file).unwrap().len();
        assert!(round == 0 || after_opening * 4 < grown, "{after_opening} {grown}");
        largest = largest.max(grown);
    }
    let end = Simulator::open(folder.path()).unwrap();
    assert_eq!(ids(&end), ["kept"]);
    assert!(std::fs::metadata(&file).unwrap().len() * 4 < largest);
}

#[tokio::test]
async fn what_whoever_goes_on_has_read_is_not_given_to_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let world = Simulator::open(folder.path()).unwrap();
    let hand = Hand::new(&world, None).await;
    let first = hand.create("aws_eip", &[]).await.unwrap();
    drop((hand, world));
    // The state knows of nothing, but the engine has taken the first address into it by an import.
    let world = Simulator::open(folder.path()).unwrap();
    let hand = Hand::new(&world, Some(&[])).await;
    assert!(hand.exists("aws_eip", &first).await);
    let second = hand.create("aws_eip", &[]).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(ids(&world).len(), 2);
}
