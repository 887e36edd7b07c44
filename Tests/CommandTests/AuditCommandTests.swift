import Testing

@Suite(
  "the audit, from the command line", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it")
)
struct AuditCommandTests {
  @Test("a made export is audited in all forms, and its policy is one that `check` takes")
  func all() throws {
    let folder = try Program.temporaryFolder()
    let made = try Program.run("$mesure generate --sends --rows 400 --seed 7 --output \(folder)/sends.csv")
    #expect(made.code == 0, "\(made.err)")
    let text = try Program.run("$mesure audit \(folder)/sends.csv --country FR --policy \(folder)/policy.yaml")
    #expect(text.code == 0 && text.out.contains("60 sends broke contact law wherever the recipient is"), "\(text.out)")
    #expect(text.out.contains("care × loyalty") && text.err.contains("[time_malformed]"))
    let page = try Program.run(
      "$mesure audit \(folder)/sends.csv --language fr --out \(folder)/a.html; cat \(folder)/a.html")
    #expect(page.out.hasPrefix("<!DOCTYPE html>\n<html lang=\"fr\">") && page.out.contains("Seuils proposés"))
    // From standard input, the same but for the name.
    let piped = try Program.run(
      "$mesure audit - --country FR --json < \(folder)/sends.csv | sed 's/\"file\":\"-\"/X/' > \(folder)/1"
        + " && $mesure audit \(folder)/sends.csv --country FR --json | sed 's/\"file\":\"sends.csv\"/X/' > \(folder)/2"
        + " && cmp \(folder)/1 \(folder)/2")
    #expect(piped.code == 0, "\(piped.out)\(piped.err)")
    let checked = try Program.run(
      "cp -r $starter \(folder)/charter && rm \(folder)/charter/tests.yaml && cp \(folder)/policy.yaml \(folder)/charter/"
        + " && $mesure check \(folder)/charter")
    #expect(checked.code == 0, "\(checked.err)")
  }

  @Test(
    "what cannot be read or written ends with 2, wrong options with 64, faults under --strict with 1",
    arguments: [
      ("audit nowhere.csv", 2, "cannot be read"), ("audit FILE --out /dev/full", 2, "no space left"),
      ("audit FILE --out /nowhere/a.html", 2, "cannot be written"),
      ("audit FILE --json > /dev/full", 2, "no space left"),
      ("audit FILE --json --html", 64, "exclude"), ("audit FILE --language de", 64, "en, fr"),
      ("audit FILE --zone Mars/Olympus", 64, "no time zone"), ("audit FILE --columns customer", 64, "pairs"),
      ("audit FILE --columns customer=nobody", 2, "no column `nobody`"), ("audit FILE --purposes a=b", 2, "promotion"),
      ("audit FILE --strict", 1, "[time_malformed]"), ("audit FILE", 0, "[time_malformed]"),
      ("audit /dev/null", 2, "empty"), ("generate", 64, "--sends"),
      ("generate --sends --output /dev/full", 2, "no space left"),
    ])
  func failures(line: String, code: Int32, message: String) throws {
    let folder = try Program.temporaryFolder()
    let file = "\(folder)/sends.csv"
    let ended = try Program.run(
      "printf 'customer,time\\na,2026-03-02\\nb,soon\\n' > \(file); $mesure \(line.replacing("FILE", with: file))")
    #expect(ended.code == code && ended.err.contains(message), "\(ended.code) \(ended.err)")
  }

  @Test("a file of NUL bytes, and one that is not text, end well: every row is a fault or the header is")
  func binary() throws {
    let folder = try Program.temporaryFolder()
    for made in [
      "head -c 3000000 /dev/zero", "head -c 3000000 /bin/sh", "printf 'customer,time\\n'; head -c 100000 /dev/zero",
    ] {
      let ended = try Program.run("(\(made)) > \(folder)/x.csv; $mesure audit \(folder)/x.csv")
      #expect([0, 2].contains(ended.code), "\(made): \(ended.code) \(ended.err)")
    }
  }
}
