import Records
import Testing

private struct Dialect: CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  var options = CSVOptions()
  let header: [String]
  let rows: [[String]]
  var lines: [Int]?
  var testDescription: String { name }

  init(
    _ name: String, _ text: String, _ header: [String], _ rows: [[String]], lines: [Int]? = nil,
    options: CSVOptions = CSVOptions()
  ) {
    self.init(name, bytes: Array(text.utf8), header, rows, lines: lines, options: options)
  }

  init(
    _ name: String, bytes: [UInt8], _ header: [String], _ rows: [[String]], lines: [Int]? = nil,
    options: CSVOptions = CSVOptions()
  ) {
    (self.name, self.bytes, self.header, self.rows, self.lines, self.options) =
      (name, bytes, header, rows, lines, options)
  }
}

private let dialects: [Dialect] = [
  Dialect(
    "rfc 4180", "id,name\r\n1,Ann\r\n2,Bob\r\n", ["id", "name"], [["1", "Ann"], ["2", "Bob"]], lines: [2, 3]),
  Dialect("no final line break", "a,b\n1,2", ["a", "b"], [["1", "2"]]),
  Dialect("header alone", "a,b\n", ["a", "b"], []),
  Dialect("header alone, no line break", "a,b", ["a", "b"], []),
  Dialect("carriage returns alone", "a,b\r1,2\r3,4\r", ["a", "b"], [["1", "2"], ["3", "4"]], lines: [2, 3]),
  Dialect("line breaks mixed", "a\n1\r\n2\r3\n\r4\n", ["a"], [["1"], ["2"], ["3"], ["4"]], lines: [2, 3, 4, 6]),
  Dialect("empty lines", "\n\na,b\n\n1,2\n\r\n\n3,4\n\n", ["a", "b"], [["1", "2"], ["3", "4"]], lines: [5, 8]),
  Dialect("empty fields", "a,b,c\n,,\n1,,\n,,3\n", ["a", "b", "c"], [["", "", ""], ["1", "", ""], ["", "", "3"]]),
  Dialect("empty quoted fields", "a,b\n\"\",\"\"\n\"\",x\n", ["a", "b"], [["", ""], ["", "x"]]),
  Dialect("quotes in quotes", "a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", ["a", "b"], [["say \"hi\"", "\""]]),
  Dialect("delimiter in quotes", "a,b\n\"1,5\",\";\"\n", ["a", "b"], [["1,5", ";"]]),
  Dialect(
    "line breaks in quotes", "a,b\n\"x\ny\",1\n\"p\r\nq\rr\",2\nz,3\n", ["a", "b"],
    [["x\ny", "1"], ["p\r\nq\rr", "2"], ["z", "3"]], lines: [2, 4, 7]),
  Dialect("line break in the header", "\"a\nb\",c\n1,2\n", ["a\nb", "c"], [["1", "2"]], lines: [3]),
  Dialect(
    "semicolons told", "a;b,c\n1;2,3\n", ["a", "b,c"], [["1", "2,3"]], options: CSVOptions(delimiter: .semicolon)),
  Dialect("semicolons found", "a;b;c\n1,5;2;3\n", ["a", "b", "c"], [["1,5", "2", "3"]]),
  Dialect("tabs found", "a\tb\n1,2\t3\n", ["a", "b"], [["1,2", "3"]]),
  Dialect("pipes found", "a|b\n1|2\n", ["a", "b"], [["1", "2"]]),
  Dialect("delimiters in a quoted name do not count", "\"a;b;c\",d\n1,2\n", ["a;b;c", "d"], [["1", "2"]]),
  Dialect("a tie goes to the comma", "a,b;c\n1,2\n", ["a", "b;c"], [["1", "2"]]),
  Dialect("one column", "a\n1\n2\n", ["a"], [["1"], ["2"]]),
  Dialect("byte order mark", "\u{FEFF}a,b\n1,é\n", ["a", "b"], [["1", "é"]]),
  Dialect("byte order mark, then quotes", "\u{FEFF}\"a\",b\n1,2\n", ["a", "b"], [["1", "2"]]),
  Dialect(
    "byte order mark overrules", "\u{FEFF}a\né\n", ["a"], [["é"]], options: CSVOptions(encoding: .latin1)),
  Dialect(
    "latin-1", bytes: Array("nom;ville\n".utf8) + [0xC9, 0x76, 0x65, 0x3B, 0x22, 0x4E, 0xEE, 0x22, 0x22, 0x22, 0x0A],
    ["nom", "ville"], [["Éve", "Nî\""]], options: CSVOptions(encoding: .latin1)),
  Dialect(
    "windows-1252", bytes: Array("prix\n10 ".utf8) + [0x80, 0x0A, 0x9C, 0x75, 0x66, 0x0A], ["prix"],
    [["10 €"], ["œuf"]], options: CSVOptions(encoding: .windows1252)),
  Dialect("single quotes", "a,b\n'x,''y''',\"z\n", ["a", "b"], [["x,'y'", "\"z"]], options: CSVOptions(quote: 0x27)),
  Dialect("spaces are kept", " a , b \n 1 , 2 \n", [" a ", " b "], [[" 1 ", " 2 "]]),
  Dialect(
    "multibyte text", "nom,ville\nZoé,Besançon\n张伟,🏙️\n", ["nom", "ville"], [["Zoé", "Besançon"], ["张伟", "🏙️"]]),
  Dialect("the longest record", "a\n12345678\n", ["a"], [["12345678"]], options: CSVOptions(recordBytesMax: 8)),
]

@Test(arguments: dialects) private func dialectsAreReadTheSameInBlocksOfAnySize(_ dialect: Dialect) throws {
  let (reading, agree) = try readCSVInAllBlocks(dialect.bytes, dialect.options)
  #expect(reading.header == dialect.header)
  #expect(reading.rows == dialect.rows)
  #expect(reading.faults.isEmpty)
  if let lines = dialect.lines { #expect(reading.lines == lines) }
  #expect(agree)
}

@Test(arguments: [
  ("", RecordSourceError.Code.headerMissing, 1, 1),
  ("\n\r\n", .headerMissing, 1, 1),
  ("a,,c\n1,2,3\n", .headerNameEmpty, 1, 3),
  ("a,b,\n", .headerNameEmpty, 1, 5),
  ("a,b,\"a\"\n", .headerNameDuplicate, 1, 6),
  ("a,b\"c\n1,2\n", .headerFaulty, 1, 4),
  ("a,\"b\n1,2\n", .headerFaulty, 1, 3),
  ("a,b\0c\n1,2\n", .headerFaulty, 1, 4),
])
func aFileWithoutAGoodHeaderIsRefused(_ text: String, _ code: RecordSourceError.Code, _ line: Int, _ column: Int) {
  let error = #expect(throws: RecordSourceError.self) { try readCSV(Array(text.utf8)) }
  #expect(error?.code == code)
  #expect(error?.line == line)
  #expect(error?.column == column)
}

@Test func aHeaderOfTooManyColumnsIsRefused() {
  let names = (0...RecordLimits.columnsMax).map { "c\($0)" }.joined(separator: ",")
  let error = #expect(throws: RecordSourceError.self) { try readCSV(Array(names.utf8)) }
  #expect(error?.code == .headerTooWide)
}

@Test(arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0xFF, 0xFE]] as [[UInt8]])
func utf16IsRefusedByName(_ bytes: [UInt8]) {
  let error = #expect(throws: RecordSourceError.self) { try readCSV(bytes) }
  #expect(error?.code == .encodingUnsupported)
  #expect(error?.message.contains("utf-16") == true)
}

@Test(arguments: [
  CSVOptions(delimiter: .character(0x22)), CSVOptions(delimiter: .character(0x0A)), CSVOptions(quote: 0xE9),
  CSVOptions(delimiter: .character(0x61)), CSVOptions(recordBytesMax: 0), CSVOptions(blockBytes: 0),
])
func optionsThatCannotWorkAreRefused(_ options: CSVOptions) {
  let error = #expect(throws: RecordSourceError.self) { try readCSV(Array("a,b\n".utf8), options) }
  #expect(error?.code == .optionsInvalid)
}

@Test func aFileThatIsNotThereIsRefusedWithTheReason() {
  let error = #expect(throws: RecordSourceError.self) {
    _ = try CSVSource(.file("/nowhere/customers.csv"))
  }
  #expect(error?.code == .inputUnreadable)
  #expect(error?.message == "`/nowhere/customers.csv` cannot be read: no such file or directory")
}

@Test func aDirectoryIsRefused() {
  let error = #expect(throws: RecordSourceError.self) { _ = try CSVSource(.file("/")) }
  #expect(error?.message == "`/` cannot be read: is a directory")
}
