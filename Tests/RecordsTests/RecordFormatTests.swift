import Records
import Testing

@Test(
  arguments: [
    ("a.csv", .csv(delimiter: .automatic)), ("dir.json/a.CSV", .csv(delimiter: .automatic)),
    ("a.tsv", .csv(delimiter: .tab)), ("a.jsonl", .jsonLines), ("a.b.ndjson", .jsonLines), ("a.Json", .jsonLines),
    ("a.txt", nil), ("csv", nil), ("dir.csv/a", nil),
  ] as [(String, RecordFormat?)])
func theNameOfAFileTellsItsFormat(_ name: String, _ format: RecordFormat?) {
  #expect(RecordFormat.ofFile(named: name) == format)
}

@Test(
  arguments: [
    ("id,name\n", .csv(delimiter: .automatic)), ("\u{FEFF}\"id\"", .csv(delimiter: .automatic)),
    (" \r\n{\"a\":1}", .jsonLines), ("\u{FEFF}{}", .jsonLines),
  ] as [(String, RecordFormat)])
func theFirstByteTellsTheFormat(_ text: String, _ format: RecordFormat) throws {
  #expect(try RecordFormat.ofBytes(text.utf8) == format)
}

@Test(arguments: ["", " \n", "[{}]"]) func someBeginningsTellNoFormat(_ text: String) {
  let error = #expect(throws: RecordSourceError.self) { try RecordFormat.ofBytes(text.utf8) }
  #expect(error?.code == .formatUnknown)
}
