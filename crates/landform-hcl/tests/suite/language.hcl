--- literals ---
1
#> 1
-12.50
#> -12.5
123456789012345678901234567890
#> 123456789012345678901234567890
0.1 + 0.2
#> 0.3
1e3
#> 1000
true
#> true
null
#> null of any
"a\tb\"c\\ \u00e9"
#> "a\tb\"c\\ é"
"$${x} %%{y} $5 100%"
#> "$${x} %%{y} $5 100%"
"e\u0301"
#> "é"

--- templates ---
"hi ${user.name}, ${user.age + 1}"
#> "hi ann, 31"
"${numbers}"
#> list of number [3, 1, 2]
"x${numbers}"
#! case:1:5: error: a list of number cannot be put into a string
#!   hint: turn it into a string first, for example with `join` or `jsonencode`
"x${null}"
#! case:1:5: error: null cannot be put into a string
#!   hint: give a default, for example with `coalesce`
"%{ if user.age > 18 }adult%{ else }child%{ endif }"
#> "adult"
"%{ for n in numbers ~} <${n}> %{~ endfor }"
#> "<3><1><2>"
"%{ for i, n in numbers }${i}=${n};%{ endfor }"
#> "0=3;1=1;2=2;"
"a ${~ 1 ~} b"
#> "a1b"
"${secret}!"
#> sensitive "hush!"
"${later}!"
#> (known after apply) of string
"id ${fake}"
#> placeholder "id i-0123"

--- heredocs (file) ---
plain = <<EOT
a
  b ${user.name}
EOT
indented = <<-EOT
    a
      b ${user.name}
    ${1} c

    d
  EOT
zero = <<-EOT
    a
    ${1}
  b
 EOT
loop = <<-EOT
  %{ for n in numbers ~}
  n = ${n}
  %{ endfor ~}
  done $${x}
  EOT
#> plain = "a\n  b ann\n"
#> indented = "a\n  b ann\n1 c\n\nd\n"
#> zero = "  a\n  1\nb\n"
#> loop = "  n = 3\n  n = 1\n  n = 2\n  done $${x}\n"

--- traversals ---
user.name
#> "ann"
user["name"]
#> "ann"
user.nam
#! case:1:6: error: there is no attribute `nam`
#!   hint: did you mean `name`?
user.size
#! case:1:6: error: there is no attribute `size`
#!   hint: there is `age`, `name`
usr.name
#! case:1:1: error: there is no name `usr` here
#!   hint: did you mean `user`?
numbers[0]
#> 3
numbers.1
#> 1
numbers["1"]
#> 1
numbers[5]
#! case:1:9: error: index 5 is out of range: there are 3 items
#!   hint: the first item has the index 0
numbers[-1]
#! case:1:9: error: index -1 is out of range: there are 3 items
#!   hint: the first item has the index 0
numbers[1.5]
#! case:1:9: error: index 1.5 is out of range: there are 3 items
#!   hint: the first item has the index 0
numbers[later]
#> (known after apply) of number
letters[0]
#! case:1:9: error: the items of a set have no index
#!   hint: make it a list with `tolist`, or go over it with `for`
tags["Team"]
#> "core"
tags.Team
#> "core"
tags["Tean"]
#! case:1:6: error: there is no key `Tean`
#!   hint: did you mean `Team`?
"text".length
#! case:1:8: error: a string has no attribute `length`
null.x
#! case:1:6: error: a null value has no attribute `x`
[1, "a", true][1]
#> "a"
{ a = { b = [10, 20] } }.a.b[1]
#> 20

--- splats ---
[{ a = 1 }, { a = 2 }][*].a
#> [1, 2]
[{ a = [1] }, { a = [2] }].*.a[0]
#> [1]
[{ a = [1] }, { a = [2] }][*].a[0]
#> [1, 2]
user[*].name
#> ["ann"]
null[*]
#> []
numbers[*]
#> list of number [3, 1, 2]
letters[*]
#> list of string ["a", "b"]
laters[*]
#> (known after apply) of list of string
[{ a = [{ b = 1 }, { b = 2 }] }][*].a[*].b
#> [[1, 2]]

--- operators ---
1 + 2 * 3
#> 7
(1 + 2) * 3
#> 9
7 / 2
#> 3.5
-7 % 3
#> -1
"5" + 1
#> 6
"5" == 5
#> false
null == null
#> true
[1] == [1]
#> true
[1] == tolist([1])
#> false
1 < 2 && 2 < 3 || false
#> true
!true
#> false
!"false"
#> true
-user.age
#> -30
1 / 0
#! case:1:1: error: division by zero
1 + "x"
#! case:1:5: error: unsuitable operand of `+`: a number is required
1 + null
#! case:1:5: error: an operand of `+` must not be null
true && null
#! case:1:9: error: an operand of `&&` must not be null
false && nothing
#> false
true || nothing
#> true
later == "x"
#> (known after apply) of bool
secret == "hush"
#> sensitive true
1 + tonumber(later)
#> (known after apply) of number

--- conditionals ---
true ? 1 : "a"
#> "1"
false ? 1 : "a"
#> "a"
true ? null : "a"
#> null of string
true ? [1] : []
#> list of number [1]
true ? { a = 1 } : { b = "x" }
#> map of string { a = "1" }
true ? 1 : [2]
#! case:1:1: error: the results of `?` and `:` have no common type: number and tuple
#!   hint: make both results the same type
later == "" ? 1 : 2
#> (known after apply) of number
secret == "" ? 1 : 2
#> sensitive 2
null ? 1 : 2
#! case:1:1: error: the condition of `?` and `:` must not be null
"maybe" ? 1 : 2
#! case:1:1: error: the condition of `?` and `:` must be a bool: a bool is required

--- for expressions ---
[for n in numbers : n * 2]
#> [6, 2, 4]
[for i, n in numbers : "${i}:${n}" if n > 1]
#> ["0:3", "2:2"]
[for k, v in tags : "${k}=${v}"]
#> ["Cost=7", "Team=core"]
{ for k, v in tags : lower(k) => v }
#> { cost = "7", team = "core" }
{ for n in [1, 2, 3, 4] : n % 2 == 0 ? "even" : "odd" => n... }
#> { even = [2, 4], odd = [1, 3] }
{ for n in [1, 1] : "k" => n }
#! case:1:21: error: two items of the `for` have the key `k`
#!   hint: put `...` behind the value to collect the items of a key in a list
[for l in letters : upper(l)]
#> ["A", "B"]
[for x in laters : x]
#> (known after apply) of any
[for m in mixed : m]
#> ["open", (sensitive value)]
{ for m in mixed : m => 1 }
#> sensitive { hidden = 1, open = 1 }
[for x in null : x]
#! case:1:11: error: `for` cannot go over null
#!   hint: a default such as `coalesce(..., [])` may be missing
[for x in 5 : x]
#! case:1:11: error: `for` cannot go over a number
#!   hint: it goes over lists, sets, tuples, maps and objects
[for x in [1] : y]
#! case:1:17: error: there is no name `y` here
#!   hint: did you mean `x`?
[for a in [1, 2] : [for b in [10] : a + b]]
#> [[11], [12]]

--- constructors ---
[]
#> []
{}
#> {}
[1, "a", [true]]
#> [1, "a", [true]]
{ a = 1, "b" = 2, (user.name) = 3, 5 = 4, "x-${user.name}" = 5 }
#> { "5" = 4, a = 1, ann = 3, b = 2, x-ann = 5 }
{ (null) = 1 }
#! case:1:3: error: the key of an object must not be null
{ (later) = 1 }
#> (known after apply) of any
{ user.name = 1 }
#! case:1:3: error: `user.name` is not clear as a key
#!   hint: write `(user.name)` for its value, or put it in double quotes

--- calls ---
max([1, 5, 3]...)
#> 5
nope(1)
#! case:1:1: error: there is no function `nope`
uper("x")
#! case:1:1: error: there is no function `uper`
#!   hint: did you mean `upper`?
upper()
#! case:1:1: error: `upper` takes 1 argument, not 0
#!   hint: write `upper(str)`
upper("a", "b")
#! case:1:1: error: `upper` takes 1 argument, not 2
#!   hint: write `upper(str)`
upper(null)
#! case:1:7: error: unsuitable argument `str` of `upper`: it must not be null
upper(later)
#> (known after apply) of string
upper(secret)
#> sensitive "HUSH"
upper([1])
#! case:1:7: error: unsuitable argument `str` of `upper`: string required, but have tuple
max(5...)
#! case:1:5: error: `...` expands a list, set or tuple, not a number
try(user.nope, "fallback")
#> "fallback"
try(user.nope)
#! case:1:1: error: no argument of `try` could be evaluated
#! case:1:10: error: there is no attribute `nope`
#!   hint: there is `age`, `name`
try(later.x, 1)
#> 1
can(user.nope)
#> false
can(user.name)
#> true
can(later)
#> (known after apply) of bool
provider::aws::arn("x")
#! case:1:1: error: there is no function `provider::aws::arn`

--- syntax ---
1 +
#! case:1:3: error: `+` does not belong here
[1, 2
#! case:1:1: error: this `[` is not closed
#!   hint: add a `]`
'a'
#! case:1:1: error: an expression is required here, not `'`
#!   hint: write strings in double quotes
"abc
#! case:1:1: error: this `"` is not closed
#!   hint: add a `"`
foo(
#! case:1:4: error: this `(` is not closed
#!   hint: add a `)`
a b
#! case:1:3: error: `b` does not belong here

--- faults in files (file) ---
a = 1
b = 2
a = 3
#! case:3:1: error: attribute `a` is set twice

--- a missing sign (file) ---
a = 1
b 2
#! case:2:3: error: `2` does not belong here; expected is `{`, `=`, `"` or identifier

--- an open block (file) ---
a {
  b = [1,

}
#! case:2:7: error: this `[` is not closed
#!   hint: add a `]`

--- a stray sign (file) ---
a = 1
b = { x = ; }
#! case:2:11: error: an expression is required here, not `;`

--- two on a line (file) ---
a = 1
b = 2 c = 3
#! case:2:7: error: `c` does not belong on this line

--- a directive without end (file) ---
a = <<E
%{ if true }
E
b = 1
#! case:2:1: error: the directive has no end
#!   hint: add `%{ endif }` or `%{ endfor }`
