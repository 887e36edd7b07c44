import Charters
import Testing

@Suite("a charter with many mistakes")
struct ManyMistakesTests {
  /// The code, the file, the line and the column of every mistake in ``ManyMistakes``, as an editor counts them.
  static let expected = """
    actions/a.yaml:3:10 field.conflict
    actions/a.yaml:5:13 rule.unknown_name
    actions/a.yaml:6:37 value.unknown
    actions/a.yaml:7:30 rule.no_matching_overload
    actions/a.yaml:8:10 rule.type
    actions/a.yaml:9:15 field.missing
    actions/a.yaml:9:26 name.unknown
    actions/a.yaml:10:9 name.duplicate
    actions/a.yaml:17:10 field.missing
    actions/a.yaml:20:9 date.order
    actions/a.yaml:21:21 rule.unknown_name
    actions/a.yaml:23:15 number.range
    actions/a.yaml:25:9 field.missing
    actions/a.yaml:26:12 name.unknown
    actions/a.yaml:28:10 field.type
    actions/a.yaml:29:14 field.missing
    actions/a.yaml:30:3 field.missing
    actions/a.yaml:38:15 yaml.tag
    actions/a.yaml:41:21 name.duplicate
    channels.yaml:1:31 number.precision
    channels.yaml:2:25 field.type
    channels.yaml:3:14 word.unknown
    channels.yaml:3:28 number.range
    charter.yaml:1:7 name.invalid
    charter.yaml:2:11 code.invalid
    charter.yaml:3:10 code.invalid
    charter.yaml:4:7 zone.unknown
    charter.yaml:5:9 word.unknown
    charter.yaml:6:12 name.unknown
    charter.yaml:7:17 name.unknown
    charter.yaml:9:22 word.unknown
    charter.yaml:10:36 field.type
    charter.yaml:13:12 number.range
    charter.yaml:14:35 field.unknown
    charter.yaml:17:35 name.unknown
    charter.yaml:18:30 name.duplicate
    charter.yaml:20:26 rule.never
    charter.yaml:21:16 number.range
    charter.yaml:21:31 number.range
    charter.yaml:22:27 word.unknown
    charter.yaml:22:42 duration.invalid
    charter.yaml:23:28 number.range
    policy.yaml:2:13 field.conflict
    policy.yaml:3:13 field.missing
    policy.yaml:4:30 field.missing
    policy.yaml:5:27 field.missing
    policy.yaml:5:36 field.type
    policy.yaml:6:33 name.unknown
    policy.yaml:8:13 field.missing
    policy.yaml:9:25 time.invalid
    policy.yaml:11:13 field.missing
    policy.yaml:13:13 name.duplicate
    policy.yaml:13:37 date.invalid
    tests.yaml:3:9 moment.invalid
    tests.yaml:4:31 name.unknown
    tests.yaml:5:13 field.missing
    tests.yaml:9:26 field.type
    tests.yaml:10:31 name.unknown
    tests.yaml:11:25 name.unknown
    tests.yaml:12:19 field.missing
    tests.yaml:13:24 name.unknown
    tests.yaml:13:49 word.unknown
    tests.yaml:13:73 name.unknown
    world.yaml:2:26 number.range
    world.yaml:4:18 word.unknown
    world.yaml:5:30 field.conflict
    world.yaml:6:32 field.type
    world.yaml:7:17 name.duplicate
    world.yaml:10:5 name.unknown
    world.yaml:11:5 field.missing
    """

  @Test("shows all of them in one run, in the order of files, lines and columns")
  func all() {
    let found = faults(ManyMistakes.files).map { "\($0.file):\($0.line):\($0.column) \($0.code)" }
    #expect(found.joined(separator: "\n") == ManyMistakesTests.expected)
  }

  @Test("shows the same in whatever order the files are handed over")
  func order() {
    #expect(faults(ManyMistakes.files.reversed()) == faults(ManyMistakes.files))
  }

  @Test("shows at least thirty different kinds of mistakes")
  func kinds() {
    let codes = Set(faults(ManyMistakes.files).map { "\($0.code) \($0.message.filter { !$0.isNumber })" })
    #expect(codes.count >= 30)
  }

  @Test("puts the line and a mark under each")
  func rendering() {
    let wanted = ["charter.yaml:14:35", "policy.yaml:9:25", "actions/a.yaml:6:37"]
    let rendered = faults(ManyMistakes.files).filter { wanted.contains("\($0.file):\($0.line):\($0.column)") }
      .map(\.rendered).joined()
    #expect(
      rendered == #"""
        actions/a.yaml:6:37: error: `customer.segment` is never `silver` [value.unknown]
            applicable: 'customer.segment == "silver"'
                                              ^^^^^^
        charter.yaml:14:35: error: a group has no `levr`; did you mean `lever`? [field.unknown]
              groups: { cards: {}, loans: { levr: 1 } }
                                            ^^^^
        policy.yaml:9:25: error: `25:00` is not a time of day; write `"20:00"`, up to `"24:00"` [time.invalid]
            - { name: late, from: "25:00", to: "08:00" }
                                  ^^^^^^^

        """#)
  }
}
