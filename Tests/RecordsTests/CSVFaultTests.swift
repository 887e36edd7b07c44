import Records
import Testing

private struct Faulty: CustomTestStringConvertible {
  let text: String
  /// The rows that are kept, fields joined by `|`.
  let rows: [String]
  let faults: [String]
  var recordBytesMax = RecordLimits.recordBytesMax
  var testDescription: String { text.debugDescription }
}

private let long = String(repeating: "x", count: 40)

private let faulties: [Faulty] = [
  Faulty(text: "a,b\n1\n2,3\n", rows: ["2|3"], faults: ["2:2 fields_missing"]),
  Faulty(text: "a,b\n1,2,3,4\n5,6\n", rows: ["5|6"], faults: ["2:5 fields_extra"]),
  Faulty(text: "a,b\n\"é\ny\",2,3\n5,6\n", rows: ["5|6"], faults: ["3:6 fields_extra"]),
  Faulty(text: "a,b\n1,x\0\n5,6\n", rows: ["5|6"], faults: ["2:4 nul_byte"]),
  Faulty(text: "a,b\n1,é\"x\n5,6\n", rows: ["5|6"], faults: ["2:4 quote_stray"]),
  Faulty(text: "a,b\n1, \"x\"\n5,6\n", rows: ["5|6"], faults: ["2:4 quote_stray"]),
  Faulty(text: "a,b\n1,\"x\"y\n5,6\n", rows: ["5|6"], faults: ["2:5 quote_stray"]),
  Faulty(text: "a,b\n1,\"x\" \n5,6\n", rows: ["5|6"], faults: ["2:5 quote_stray"]),
  // A quote never closed costs its own line, wherever that is found out.
  Faulty(text: "a,b\n1,\"x\n3,4\n5,6\n", rows: ["3|4", "5|6"], faults: ["2:3 quote_unterminated"]),
  Faulty(text: "a,b\n1,\"x\n3,\"y\"\n5,6\n", rows: ["3|y", "5|6"], faults: ["2:3 quote_unterminated"]),
  Faulty(text: "a,b\r\n1,\"x\r\n3,\"y\"\r\n5,6\r\n", rows: ["3|y", "5|6"], faults: ["2:3 quote_unterminated"]),
  Faulty(text: "a,b\n1,\"x\n3,\"y\n5,6", rows: ["5|6"], faults: ["2:3 quote_unterminated", "3:3 quote_unterminated"]),
  Faulty(text: "a,b\n\"p\nq\",\"x\n3,4\n", rows: ["3|4"], faults: ["3:4 quote_unterminated"]),
  Faulty(text: "a,b\n5,6\n1,\"x", rows: ["5|6"], faults: ["3:3 quote_unterminated"]),
  Faulty(text: "a,b\n5,6\n1,\"", rows: ["5|6"], faults: ["3:3 quote_unterminated"]),
  // The longest record.
  Faulty(text: "a,b\n1,\(long)\n5,6\n", rows: ["5|6"], faults: ["2:1 record_too_long"], recordBytesMax: 32),
  Faulty(text: "a,b\n1,\"\(long)\"\n5,6\n", rows: ["5|6"], faults: ["2:1 record_too_long"], recordBytesMax: 32),
  Faulty(
    text: "a,b\n1,\"x\n3,4\n5,6\n\(long)\n", rows: ["3|4", "5|6"],
    faults: ["2:3 record_too_long", "5:1 record_too_long"], recordBytesMax: 32),
]

@Test(arguments: faulties) private func aFaultStopsAndShiftsNothing(_ faulty: Faulty) throws {
  let options = CSVOptions(recordBytesMax: faulty.recordBytesMax)
  let (reading, agree) = try readCSVInAllBlocks(Array(faulty.text.utf8), options)
  #expect(reading.rows.map { $0.joined(separator: "|") } == faulty.rows)
  #expect(reading.faultPlaces == faulty.faults)
  #expect(agree)
}

@Test func bytesThatAreNotTextAreFaults() throws {
  let (reading, agree) = try readCSVInAllBlocks(Array("a,b\né,x".utf8) + [0xE9, 0x79] + Array("\n5,6\n".utf8))
  #expect(reading.rows == [["5", "6"]])
  #expect(reading.faultPlaces == ["2:4 encoding_invalid"])
  #expect(
    reading.faults.first?.message == "the byte 0xE9 is not `utf-8` text; name the encoding the file was saved in")
  #expect(agree)
}

@Test func aByteWithoutACharacterInWindows1252IsAFault() throws {
  let bytes = Array("a\n".utf8) + [0xE9, 0x81, 0x0A, 0xE9, 0x0A]
  let (reading, agree) = try readCSVInAllBlocks(bytes, CSVOptions(encoding: .windows1252))
  #expect(reading.rows == [["é"]])
  #expect(reading.faultPlaces == ["2:2 encoding_invalid"])
  #expect(agree)
}

@Test func aFaultSaysWhatToDo() throws {
  let text = "id,amount\n1,2 \"big\"\n2,\"3\n3\n4,\"5\"6\n"
  let messages = try readCSV(Array(text.utf8)).faults.map(\.description)
  #expect(
    messages == [
      "2:5: a quote stands within a field that is not quoted, at `2 \"`; quote the field and double the quotes in it "
        + "[quote_stray]",
      "3:3: the quote before `3` is never properly closed; the record is given up with its line [quote_unterminated]",
      "4:2: the record `3` has 1 field and the header names 2 [fields_missing]",
      "5:5: a quote that ends a field must stand before the delimiter or the end of the line, at `\"5\"`; "
        + "quote the field and double the quotes in it [quote_stray]",
    ])
}

@Test func fieldFaultsStandWhereTheFieldStandsInTheFile() throws {
  let text = "a,b,c\n\"é\"\"\",\"x\ny\"\"\",nine\n\"p\"\"q\",1,2\n"
  var source = try CSVSource(.bytes(Array(text.utf8)))
  let rows = try #require(try source.next()).parse()
  #expect(rows.rowCount == 2)
  let fault = rows.fault(.integerInvalid, row: 0, column: 2)
  #expect(fault.description == "3:6: `c` should be a whole number and is `nine` [integer_invalid]")
  let places = (0..<3).map { column in [0, 1].map { "\(rows.place(row: $0, column: column))" } }
  #expect(
    places == [
      ["(line: 2, column: 2)", "(line: 4, column: 2)"], ["(line: 2, column: 8)", "(line: 4, column: 8)"],
      ["(line: 3, column: 6)", "(line: 4, column: 10)"],
    ])
}
