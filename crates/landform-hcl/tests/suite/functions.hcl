--- files ---
file("hello.txt")
#> "hello\n"
file("/app/hello.txt")
#> "hello\n"
file("./files/../hello.txt")
#> "hello\n"
file("nope.txt")
#! case:1:6: error: unsuitable argument `path` of `file`: there is no file `nope.txt`
#!   hint: relative paths start from the folder of the configuration; write `${path.module}/...`
file("files")
#! case:1:6: error: unsuitable argument `path` of `file`: `files` is a folder
fileexists("hello.txt")
#> true
fileexists("nope.txt")
#> false
fileexists("files")
#! case:1:12: error: unsuitable argument `path` of `fileexists`: `files` is a folder
fileset("files", "*.json")
#> set of string ["a.json", "b.json"]
fileset("files", "**/*.json")
#> set of string ["a.json", "b.json", "deep/c.json"]
fileset(".", "files/{a,b}.json")
#> set of string ["files/a.json", "files/b.json"]
fileset("nowhere", "*")
#> set of string []
fileset("files", "[")
#! case:1:18: error: unsuitable argument `pattern` of `fileset`: a `[` of the pattern is not closed
filebase64("hello.txt")
#> "aGVsbG8K"
filemd5("hello.txt")
#> "b1946ac92492d2347c6235b4d2611184"
filesha1("hello.txt")
#> "f572d396fae9206628714fb2ce00f72e94f2258f"
filesha256("hello.txt")
#> "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
filebase64sha256("hello.txt")
#> "WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM="
abspath("files")
#> "/app/files"
abspath("/x/../y")
#> "/y"
pathexpand("~/x")
#> "~/x"
file(later)
#> (known after apply) of string
file(secret)
#! case:1:6: error: unsuitable argument `path` of `file`: an argument is sensitive, so the reason is not shown

--- templates in files ---
templatefile("greeting.tftpl", { name = "ann", ports = [80, 443] })
#> "Hello ann!\nport 80\nport 443\n"
templatefile("greeting.tftpl", { name = secret, ports = [] })
#> sensitive "Hello hush!\n"
templatefile("greeting.tftpl", { name = later, ports = [] })
#> (known after apply) of string
templatefile("greeting.tftpl", { name = "ann" })
#! greeting.tftpl:2:16: error: the template uses `ports`, which is not among its variables
#!   case:1:1: called here
#!   hint: add `ports` to the second argument of `templatefile`
templatefile("broken.tftpl", {})
#! broken.tftpl:1:3: error: the template uses `nobody`, which is not among its variables
#!   case:1:1: called here
#!   hint: add `nobody` to the second argument of `templatefile`
templatefile("broken.tftpl", { nobody = [1] })
#! broken.tftpl:1:3: error: a tuple cannot be put into a string
#!   hint: turn it into a string first, for example with `join` or `jsonencode`
templatefile("nope.tftpl", {})
#! case:1:14: error: unsuitable argument `path` of `templatefile`: there is no file `nope.tftpl`
#!   hint: relative paths start from the folder of the configuration; write `${path.module}/...`
templatefile("greeting.tftpl", "x")
#! case:1:32: error: unsuitable argument `vars` of `templatefile`: a map or object is required, not a string

--- sensitivity ---
sensitive("a")
#> sensitive "a"
sensitive(sensitive("a"))
#> sensitive "a"
nonsensitive(secret)
#> "hush"
nonsensitive("a")
#> "a"
issensitive(secret)
#> true
issensitive(fake)
#> false
issensitive("a")
#> false
length(mixed)
#> 2
mixed[0]
#> "open"
mixed[1]
#> sensitive "hidden"
join(",", mixed)
#> sensitive "open,hidden"
concat(mixed, ["x"])
#> ["open", (sensitive value), "x"]
merge({ a = secret }, { b = 1 })
#> { a = (sensitive value), b = 1 }
keys({ a = secret })
#> ["a"]
values({ a = secret })
#> [(sensitive value)]
lookup({ a = secret }, "a")
#> sensitive "hush"
jsonencode({ a = secret })
#> sensitive "{\"a\":\"hush\"}"
contains(mixed, "open")
#> sensitive true
toset(mixed)
#> sensitive set of string ["hidden", "open"]
sort(mixed)
#> sensitive list of string ["hidden", "open"]
coalesce("", secret, "c")
#> sensitive "hush"
coalesce("a", secret)
#> sensitive "a"
one([secret])
#> sensitive "hush"
flatten([[secret], ["b"]])
#> [(sensitive value), "b"]
zipmap(["a"], [secret])
#> { a = (sensitive value) }
upper(fake)
#> placeholder "I-0123"
"${fake}/${secret}"
#> placeholder sensitive "i-0123/hush"

--- unknowns ---
upper(later)
#> (known after apply) of string
length(laters)
#> (known after apply) of number
length([later])
#> 1
concat(laters, ["x"])
#> (known after apply) of any
concat([later], ["x"])
#> [(known after apply), "x"]
join("-", [later])
#> (known after apply) of string
merge({ a = later }, { b = 1 })
#> { a = (known after apply), b = 1 }
keys({ a = later })
#> ["a"]
lookup({ a = later }, "a")
#> (known after apply) of string
element([later, "b"], 1)
#> "b"
element(laters, 0)
#> (known after apply) of string
coalesce("a", later)
#> "a"
coalesce(later, "a")
#> (known after apply) of string
contains([later], "a")
#> (known after apply) of bool
flatten([[later], ["b"]])
#> [(known after apply), "b"]
flatten([laters])
#> (known after apply) of any
tostring(later)
#> (known after apply) of string
tonumber(later)
#> (known after apply) of number
toset([later])
#> set of string [(known after apply)]
tolist([later])
#> list of string [(known after apply)]
jsonencode({ a = later })
#> (known after apply) of string
split(",", later)
#> (known after apply) of list of string
try(later, "x")
#> (known after apply) of any
can(later.x)
#> false
alltrue([false, tobool(later)])
#> false
alltrue([true, tobool(later)])
#> (known after apply) of bool
anytrue([true, tobool(later)])
#> true
max(1, tonumber(later))
#> (known after apply) of number
format("%s", later)
#> (known after apply) of string
cidrsubnet(later, 4, 1)
#> (known after apply) of string
sum([1, tonumber(later)])
#> (known after apply) of number
zipmap([later], [1])
#> (known after apply) of any
zipmap(["a"], [later])
#> { a = (known after apply) }
reverse([later, "b"])
#> ["b", (known after apply)]
range(tonumber(later))
#> (known after apply) of any
sensitive(later)
#> sensitive (known after apply) of string

--- types ---
keys(tags)
#> list of string ["Cost", "Team"]
values(tags)
#> list of string ["7", "core"]
merge(tags, { x = "y" })
#> { Cost = "7", Team = "core", x = "y" }
merge(tags, tags)
#> map of string { Cost = "7", Team = "core" }
concat(numbers, numbers)
#> list of number [3, 1, 2, 3, 1, 2]
distinct(numbers)
#> list of number [3, 1, 2]
element(numbers, 4)
#> 1
reverse(numbers)
#> list of number [2, 1, 3]
slice(numbers, 0, 2)
#> list of number [3, 1]
chunklist(numbers, 2)
#> list of list of number [[3, 1], [2]]
setunion(letters, ["c"])
#> set of string ["a", "b", "c"]
setproduct(letters, letters)
#> set of tuple [["a", "a"], ["a", "b"], ["b", "a"], ["b", "b"]]
tomap({})
#> map of any {}
lookup(tags, "None", "x")
#> "x"
lookup(empty_map, "a", "x")
#> "x"
one(letters)
#! case:1:5: error: unsuitable argument `list` of `one`: at most one item is required, not 2
one(tolist([]))
#> null of any
values(empty_map)
#> list of string []
zipmap(["a"], numbers)
#! case:1:1: error: `zipmap` failed: the number of keys is 1, that of values 3
zipmap(["a", "b", "c"], numbers)
#> map of number { a = 3, b = 1, c = 2 }
transpose({ a = ["x"] })
#> map of list of string { x = ["a"] }
regexall("x", "a")
#> list of any []
csvdecode("a\n1")
#> list of object [{ a = "1" }]
base64gzip("hello")
#> "H4sIAAAAAAAA/8tIzcnJBwCGphA2BQAAAA=="

--- faults ---
element(letters, 0)
#! case:1:9: error: unsuitable argument `list` of `element`: a list or tuple is required, not a set
#!   hint: a set has no order; make it a list with `tolist`
index(numbers, 9)
#! case:1:16: error: unsuitable argument `value` of `index`: the list has no such item
lookup(tags, "None")
#! case:1:1: error: `lookup` failed: the map has no key `None`, and there is no default
lookup(tags, "a", "b", "c")
#! case:1:1: error: `lookup` failed: there is at most one default
regex("(", "x")
#! case:1:7: error: unsuitable argument `pattern` of `regex`: invalid pattern: unclosed group
regex("x", "y")
#! case:1:1: error: `regex` failed: the pattern does not match the string
#!   hint: `regexall` gives an empty list instead, `can` tells whether it matches
format("%d", "x")
#! case:1:14: error: unsuitable argument `args` of `format`: it does not suit `%d`: a number is required
format("%s %s", "a")
#! case:1:1: error: `format` failed: not enough arguments for `%s`: there is no argument 2
format("%y", "a")
#! case:1:14: error: unsuitable argument `args` of `format`: it does not suit `%y`: there is no verb `y`
format("a %", 1)
#! case:1:8: error: unsuitable argument `format` of `format`: the format ends within a verb
#!   hint: write `%%` for a percent sign
formatdate("Q", "2024-01-01T00:00:00Z")
#! case:1:12: error: unsuitable argument `format` of `formatdate`: `Q` means nothing in a format
#!   hint: put literal letters in single quotes
timeadd("now", "1h")
#! case:1:9: error: unsuitable argument `timestamp` of `timeadd`: `now` is no timestamp
#!   hint: write it as in RFC 3339, for example `2025-06-30T12:00:00Z`
timeadd("2024-01-01T00:00:00Z", "1 day")
#! case:1:33: error: unsuitable argument `duration` of `timeadd`: `1 day` is no duration
#!   hint: write it as for example `10m`, `-1h30m` or `72h`
cidrsubnet("10.0.0.0/30", 4, 0)
#! case:1:27: error: unsuitable argument `newbits` of `cidrsubnet`: a prefix of 30 bits cannot get 4 more: 32 is the limit
cidrsubnet("10.0.0.0/24", 2, 4)
#! case:1:30: error: unsuitable argument `netnum` of `cidrsubnet`: 2 new bits do not have the subnet number 4
cidrsubnet("10.0.0/24", 2, 0)
#! case:1:12: error: unsuitable argument `prefix` of `cidrsubnet`: `10.0.0/24` is no address range
#!   hint: write an address and a prefix length, for example `10.0.0.0/16`
cidrhost("10.0.0.0/30", 9)
#! case:1:25: error: unsuitable argument `hostnum` of `cidrhost`: a prefix of 30 bits has no host number 9
jsondecode("{")
#! case:1:12: error: unsuitable argument `str` of `jsondecode`: the text is not JSON: EOF while parsing an object at line 1 column 1
base64decode("!")
#! case:1:14: error: unsuitable argument `str` of `base64decode`: the text is not base64
csvdecode("a,b\n1")
#! case:1:11: error: unsuitable argument `str` of `csvdecode`: the text is not CSV: CSV error: record 1 (line: 2, byte: 4): found record with 1 fields, but the previous record has 2 fields
parseint("12", 99)
#! case:1:16: error: unsuitable argument `base` of `parseint`: the base must be a whole number from 2 to 62
range(0, 9999)
#! case:1:1: error: `range` failed: the range has more than 1024 numbers
sum([])
#! case:1:5: error: unsuitable argument `list` of `sum`: the list must not be empty
merge({}, [1])
#! case:1:11: error: unsuitable argument `maps` of `merge`: a map or object is required, not a tuple
setproduct([1])
#! case:1:1: error: `setproduct` failed: at least two arguments are required
tonumber("x")
#! case:1:10: error: unsuitable argument `v` of `tonumber`: a number is required
tolist("x")
#! case:1:8: error: unsuitable argument `v` of `tolist`: list of any required, but have string
max()
#! case:1:1: error: `max` takes at least 1 argument, not 0
#!   hint: write `max(numbers, numbers...)`
coalesce("", null)
#! case:1:1: error: `coalesce` failed: no argument is other than null and the empty string
one([1, 2])
#! case:1:5: error: unsuitable argument `list` of `one`: at most one item is required, not 2
slice([1], 0, 2)
#! case:1:15: error: unsuitable argument `end_index` of `slice`: the list ends at 1
zipmap(["a"], [])
#! case:1:1: error: `zipmap` failed: the number of keys is 1, that of values 0
chunklist([1], -1)
#! case:1:16: error: unsuitable argument `size` of `chunklist`: a whole number of at least 0 is required, not -1
uuidv5("x", "y")
#! case:1:8: error: unsuitable argument `namespace` of `uuidv5`: `x` is no UUID
#!   hint: write `dns`, `url`, `oid`, `x500` or a UUID
pow(10, 400)
#! case:1:1: error: `pow` failed: the result is not a finite number
log(-1, 10)
#! case:1:1: error: `log` failed: the result is not a finite number
templatefile()
#! case:1:1: error: `templatefile` takes 2 arguments, not 0
#!   hint: write `templatefile(path, vars)`

--- secrets stay secret ---
file(secret)
#! case:1:6: error: unsuitable argument `path` of `file`: an argument is sensitive, so the reason is not shown
tags[secret]
#! case:1:6: error: there is no item for this index, whose value is sensitive
numbers[nonsensitive(length(secret))]
#! case:1:9: error: index 4 is out of range: there are 3 items
#!   hint: the first item has the index 0
{ for x in [secret, secret] : x => 1 }
#! case:1:31: error: two items of the `for` have the key `(sensitive value)`
#!   hint: put `...` behind the value to collect the items of a key in a list
regex("[", secret)
#! case:1:7: error: unsuitable argument `pattern` of `regex`: an argument is sensitive, so the reason is not shown
contains(["a", later], "a")
#> true
contains(["b", later], "a")
#> (known after apply) of bool
uuid()
#! case:1:1: error: the function `uuid` cannot be evaluated here
formatlist("%d", [sensitive("topsecret")])
#! case:1:18: error: unsuitable argument `args` of `formatlist`: an argument is sensitive, so the reason is not shown
lookup({}, secret)
#! case:1:1: error: `lookup` failed: an argument is sensitive, so the reason is not shown
