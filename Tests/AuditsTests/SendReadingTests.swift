import Audits
import Intake
import Records
import Testing
import Times

@Suite("reading past sends")
struct SendReadingTests {
  @Test(
    "columns are told by their names, whatever case, accents and punctuation",
    arguments: [
      ("customer,sent_at", ["customer": "customer", "time": "sent_at"]),
      (
        "N° client;Date d'envoi;Désabonné",
        ["customer": "N° client", "time": "Date d'envoi", "unsubscribed": "Désabonné"]
      ),
      (
        "E-MAIL,Timestamp,Canal,Modèle",
        ["customer": "E-MAIL", "time": "Timestamp", "channel": "Canal", "template": "Modèle"]
      ),
      // The best name wins; the other column is not read.
      ("email,customer_id,date", ["customer": "customer_id", "time": "date"]),
    ])
  func columns(header: String, expected: [String: String]) throws {
    let names = header.split(whereSeparator: { ",;".contains($0) }).map(String.init)
    let columns = try SendColumns(header: names)
    #expect(
      columns.names == Dictionary(uniqueKeysWithValues: expected.map { (SendField(rawValue: $0.key)!, $0.value) }))
    #expect(columns.unused.count == names.count - expected.count)
  }

  @Test(
    "columns that are given, and what is said when they cannot be told",
    arguments: [
      (["who=kunde", "time=wann"], "field"), (["customer=nobody"], "unknown"), (["customer=kunde"], "missing"),
      (["customer=kunde", "customer=wann"], "twice"), (["customer=KUNDE", "time=Wann"], ""),
    ])
  func given(pairs: [String], failure: String) {
    let given = pairs.map { $0.split(separator: "=").map(String.init) }.map { (field: $0[0], column: $0[1]) }
    do throws(SendColumnsError) {
      let columns = try SendColumns(header: ["kunde", "wann"], given: given)
      #expect(failure.isEmpty && columns.positions == [.customer: 0, .time: 1])
    } catch {
      #expect(!failure.isEmpty && error.code.contains(failure), "\(error)")
    }
  }

  @Test(
    "moments as exports write them; local ones are in Paris here",
    arguments: [
      ("2026-03-02T10:15:00Z", "2026-03-02T10:15:00Z"), ("2026-03-02 10:15", "2026-03-02T09:15:00Z"),
      ("02/03/2026 10:15", "2026-03-02T09:15:00Z"), ("2.3.2026 9h05", "2026-03-02T08:05:00Z"),
      ("2026-03-02T10:15:30.250+05:30", "2026-03-02T04:45:30Z"), ("2026-03-02 10:15:00 UTC", "2026-03-02T10:15:00Z"),
      ("1772446500", "2026-03-02T10:15:00Z"), ("1772446500000", "2026-03-02T10:15:00Z"),
      // Clocks go forward: 02:30 is skipped and becomes the change. They go back: 02:30 is its first occurrence.
      ("2026-03-29 02:30", "2026-03-29T01:00:00Z"), ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
      (" 2026-03-02T24:00 ", "2026-03-02T23:00:00Z"),
      ("2026-03-02", "day 2026-03-01T23:00:00Z"), ("20260302", "day 2026-03-01T23:00:00Z"),
      ("02-03-2026", "day 2026-03-01T23:00:00Z"),
      ("", "time_malformed"), ("soon", "time_malformed"), ("2026-02-30", "time_malformed"),
      ("13/13/2026", "time_malformed"),
      ("2026-03-02T25:00", "time_malformed"), ("2026-03-02T10:15:00X", "time_malformed"),
      ("2026-03-02T10:15:00+01:0", "time_malformed"), ("1969-12-31T00:00Z", "time_out_of_range"),
      ("2107-01-01T00:00Z", "time_out_of_range"), ("99999999999999999999", "time_malformed"),
    ])
  func times(text: String, expected: String) {
    let found = Array(text.utf8).withUnsafeBufferPointer { bytes -> String in
      do throws(SendTime.Fault) {
        let time = try SendTime(bytes, zone: Reading.paris)
        return (time.isDateOnly ? "day " : "") + Instant(secondsSince1970: Int64(time.seconds)).iso8601()
      } catch {
        return error.rawValue
      }
    }
    #expect(found == expected)
  }

  @Test("03/02 is 3 February, and 2 March for Americans")
  func monthFirst() throws {
    let text = "customer,time,service\na,03/02/2026 10:00,s\n"
    #expect(try Reading.audit(text).days?.lowerBound == CivilDate(year: 2026, month: 2, day: 3)?.daysSince1970)
    #expect(
      try Reading.audit(text) { $0.isMonthFirst = true }.days?.lowerBound
        == CivilDate(year: 2026, month: 3, day: 2)?.daysSince1970)
  }

  @Test("a faulty row is counted and shown with its place, and the others are read")
  func faults() throws {
    let file = try Reading.read(
      "customer,time,country,opened,cost\n,2026-03-02,FR,,\na,never,FR,,\nb,2026-03-02,Utopia,maybe,much\nc,2026-03-02\n"
        + "e,2026-03-02,FR,yes,\"1,50\"\nf\u{0},2026-03-02,FR,,\nd,\"2026-03-02,FR,,\n")
    #expect(file.log.rowCount == 7)
    #expect(file.log.leftOutCount == 5)
    #expect(file.sends.count == 2)
    #expect(
      file.log.counts == [
        "customer_missing": 1, "time_malformed": 1, "country_unknown": 1, "answer_unknown": 1, "cost_invalid": 1,
        "fields_missing": 1, "quote_unterminated": 1, "nul_byte": 1,
      ])
    #expect(file.log.faults.first { $0.code == "time_malformed" }.map { [$0.line, $0.column] } == [3, 3])
    #expect((0..<2).map { file.sends[$0].cost } == [0, 15_000])
    #expect((0..<2).map { file.sends[$0].answers } == [[], .opened])
  }

  @Test("json lines are read as csv is")
  func json() throws {
    let csv = try Reading.read("client,date,service,clicked\na,2026-03-02 10:00,crm,1\nb,2026-03-03 10:00,care,0\n")
    let json = try Reading.read(
      """
      {"client":"a","date":"2026-03-02 10:00","service":"crm","clicked":true,"more":{"x":1}}
      {"date":"2026-03-03 10:00","client":"b","clicked":false,"service":"care"}
      {"client":"c"}
      [1]
      """)
    for index in 0..<2 { #expect(csv.sends[index] == json.sends[index]) }
    #expect(json.sends.count == 2 && json.log.counts == ["time_malformed": 1, "json_not_object": 1])
    #expect(json.sends.services == ["care", "crm"])
  }

  @Test(
    "files that hold nothing, or too much",
    arguments: [
      ("", "format_unknown"), ("\n\n", "format_unknown"), ("a,b\n", "column_missing"), ("[{}]", "format_unknown"),
    ])
  func unusable(text: String, code: String) {
    #expect { try Reading.read(text) } throws: { ($0 as? IntakeError)?.code == code }
  }

  @Test("a million columns are refused, and a header alone is no fault")
  func headers() throws {
    let wide = "customer,time" + (0..<100_000).map { ",c\($0)" }.joined() + "\n"
    #expect { try Reading.read(wide) } throws: { ($0 as? IntakeError)?.code == "header_too_wide" }
    let million = "customer,time" + String(repeating: ",c", count: 1_000_000) + "\n"
    #expect(throws: IntakeError.self) { try Reading.read(million) }
    let empty = try Reading.audit("customer,time\n")
    #expect(empty.sendCount == 0 && empty.proposal.policyText.contains("Nothing was found"))
  }

  @Test("names beyond the limits share one, and are counted")
  func overflow() throws {
    let rows = (0..<300).map { "p\($0),2026-03-02,s\($0)" }.joined(separator: "\n")
    let file = try Reading.read("customer,time,service\n\(rows)\n")
    #expect(file.sends.services.count == 256 && file.sends.services.contains("…"))
    #expect(file.overflows == [.service: 45])
  }

  @Test(
    "where a recipient may be: what the row says, else the phone, else the country of the audit",
    arguments: [
      ("FR,,", 1, true), (",Europe/Paris,", 1, true), (",,+33612345678", 1, true), (",,0033 6 12 34 56 78", 1, true),
      // North America has many zones, and its number 25 countries.
      ("US,,", 7, false), (",,+12125550100", 20, false), (",,", 1, true), ("Allemagne,,", 1, true),
    ])
  func places(fields: String, zonesMin: Int, isCertain: Bool) throws {
    let file = try Reading.read("customer,time,country,zone,phone\na,2026-03-02 10:00,\(fields)\n")
    let place = file.sends.places[Int(file.sends[0].place)]
    #expect((Set(place.hypotheses.map(\.zone)).count == 1) == isCertain)
    #expect(place.hypotheses.count >= zonesMin)
  }

  @Test("identifiers have numbers in the order of their coming, however many")
  func numbers() {
    var numbers = IdentifierNumbers(key: (1, 2))
    for round in 0..<2 {
      for index in 0..<5_000 {
        let found = Array("id\(index)".utf8).withUnsafeBufferPointer { numbers.number($0) }
        #expect(found == UInt32(index), "round \(round)")
      }
    }
    #expect(numbers.count == 5_000)
  }
}
