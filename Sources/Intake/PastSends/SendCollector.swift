import Audits
import Decisions
import Records
import Times

/// Gathers past sends row by row.
struct SendCollector {
  /// The most services, channels, purposes and templates that are kept apart.
  static let servicesMax = 256
  static let channelsMax = 64
  static let purposesMax = 1_000
  static let templatesMax = 50_000
  /// The most different combinations of them.
  static let kindsMax = 2_000_000
  /// Of a text so many bytes are kept, and of all texts together.
  static let textBytesMax = 1 << 15
  static let textsBytesMax = 256 << 20

  private(set) var sends = PastSends()
  private(set) var log = SendFaultLog()
  private let options: SendOptions
  // Not against an adversary, so any key will do; it must be the same in every run.
  private var persons = IdentifierNumbers(key: (0x70_6572_736f, 0x6e73))
  private var services = SendNames(most: SendCollector.servicesMax)
  private var channels = SendNames(most: SendCollector.channelsMax)
  private var purposes = SendNames(most: SendCollector.purposesMax)
  private var templates = SendNames(most: SendCollector.templatesMax)
  private var texts: [String] = []
  private var textsBytes = 0
  private var kinds: [SendKind: UInt32] = [:]
  private var places: SendPlaces
  private var scratch: [UInt8] = []
  private let flags: [(field: SendField, answer: SendAnswers)] = [
    (.opened, .opened), (.clicked, .clicked), (.unsubscribed, .unsubscribed), (.complained, .complained),
    (.bounced, .bounced),
  ]

  init(_ options: SendOptions, hasCosts: Bool) {
    self.options = options
    places = SendPlaces(options)
    sends.hasCosts = hasCosts
  }

  mutating func report(_ fault: RecordFault) {
    log.leaveOut(RowFault(code: fault.code.rawValue, message: fault.message, line: fault.line, column: fault.column))
  }

  /// Takes a row, or says what is wrong with it.
  mutating func take(_ row: some SendRowFields) {
    log.rowCount += 1
    guard let person = row.withField(.customer, { text in SendCollector.trimmed(text).map { persons.number($0) } })
    else {
      return log.leaveOut(.customer, "customer_missing", "the row names no customer", row)
    }
    let zone = options.zone
    let isMonthFirst = options.isMonthFirst
    let read = row.withField(.time) { text -> Result<SendTime, SendTime.Fault> in
      do throws(SendTime.Fault) {
        return .success(try SendTime(text, zone: zone, isMonthFirst: isMonthFirst))
      } catch {
        return .failure(error)
      }
    }
    guard case .success(let time) = read else {
      guard case .failure(let fault) = read else { return }
      let shown = row.withField(.time) { SendFaultLog.excerpt($0) }
      let message =
        fault == .outOfRange
        ? "the time \(shown) lies before 1970 or after 2106"
        : "the time \(shown) is none that is read, such as `2026-03-02T10:15` or `02/03/2026 10:15`"
      return log.leaveOut(.time, fault.rawValue, message, row)
    }
    let (place, misread) = places.number(row, scratch: &scratch)
    for field in misread {
      let shown = row.withField(field) { SendFaultLog.excerpt($0) }
      log.note(field, "\(field.rawValue)_unknown", "there is no \(field.rawValue) \(shown); it is taken as absent", row)
    }
    sends.append(
      PastSend(
        person: person, seconds: time.seconds, kind: kind(row), place: place, answers: answers(row), cost: cost(row),
        isDateOnly: time.isDateOnly))
  }

  // MARK: Names

  private mutating func kind(_ row: some SendRowFields) -> UInt32 {
    let kind = SendKind(
      service: row.withField(.service) { services.number(SendCollector.trimmed($0) ?? $0).number },
      channel: row.withField(.channel) { channels.number(SendCollector.trimmed($0) ?? $0).number },
      purpose: row.withField(.purpose) { purposes.number(SendCollector.trimmed($0) ?? $0).number },
      template: template(row))
    if let known = kinds[kind] { return known }
    guard kinds.count < SendCollector.kindsMax else { return 0 }
    let number = UInt32(kinds.count)
    kinds[kind] = number
    sends.kinds.append(kind)
    return number
  }

  /// The template's number: by its name, or by its words where it has none; −1 where it has neither.
  private mutating func template(_ row: some SendRowFields) -> Int {
    let named = row.withField(.template) { text in SendCollector.trimmed(text).map { templates.number($0) } }
    if let (number, isNew) = named {
      if isNew { texts.append("") }
      if texts[number].isEmpty { keepText(row, of: number) }
      return number
    }
    scratch.removeAll(keepingCapacity: true)
    row.withField(.subject) { scratch.append(contentsOf: $0.prefix(SendCollector.textBytesMax)) }
    if !scratch.isEmpty { scratch.append(UInt8(ascii: "\n")) }
    row.withField(.text) { scratch.append(contentsOf: $0.prefix(SendCollector.textBytesMax)) }
    guard !scratch.allSatisfy({ $0 <= 0x20 }) else { return -1 }
    let (number, isNew) = scratch.withUnsafeBufferPointer { templates.number($0) }
    if isNew {
      texts.append("")
      keepText(row, of: number)
    }
    return number
  }

  private mutating func keepText(_ row: some SendRowFields, of number: Int) {
    guard textsBytes < SendCollector.textsBytesMax, templates.names[number] != SendNames.others else { return }
    var bytes: [UInt8] = []
    row.withField(.subject) { bytes.append(contentsOf: $0.prefix(SendCollector.textBytesMax)) }
    if !bytes.isEmpty { bytes.append(UInt8(ascii: "\n")) }
    row.withField(.text) { bytes.append(contentsOf: $0.prefix(SendCollector.textBytesMax)) }
    textsBytes += bytes.count
    texts[number] = String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Answers and costs

  private mutating func answers(_ row: some SendRowFields) -> SendAnswers {
    var answers: SendAnswers = []
    for (field, answer) in flags {
      switch row.withField(field, SendCollector.flag) {
      case true: answers.insert(answer)
      case false: break
      case nil: noteAnswer(field, row)
      }
    }
    if let word = row.withField(.answer, { $0.isEmpty ? nil : String(decoding: $0.prefix(100), as: UTF8.self) }) {
      if let read = SendAnswers(word: word) { answers.formUnion(read) } else { noteAnswer(.answer, row) }
    }
    // Who clicked has opened, whatever pixels say.
    if answers.contains(.clicked) { answers.insert(.opened) }
    return answers
  }

  private mutating func noteAnswer(_ field: SendField, _ row: some SendRowFields) {
    let shown = row.withField(field) { SendFaultLog.excerpt($0) }
    log.note(field, "answer_unknown", "the answer \(shown) is not known and is taken as none", row)
  }

  /// Yes, no, or neither. A time or a count says yes, 0 no.
  private static func flag(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard let text = trimmed(text), let first = text.first else { return false }
    if first &- 48 <= 9 { return text.contains { $0 > 48 && $0 <= 57 } }
    switch SendColumns.folded(String(decoding: text.prefix(20), as: UTF8.self)) {
    case "true", "yes", "y", "oui", "o", "vrai", "x", "t": return true
    case "false", "no", "n", "non", "faux", "null", "none", "f", "na", "": return false
    default: return nil
    }
  }

  private mutating func cost(_ row: some SendRowFields) -> UInt32 {
    guard sends.hasCosts else { return 0 }
    let read = row.withField(.cost) { text -> Double? in
      guard let text = SendCollector.trimmed(text) else { return 0 }
      do throws(FaultCode) {
        return try FieldText.double(text, decimalComma: text.contains(UInt8(ascii: ",")))
      } catch {
        return nil
      }
    }
    guard let read, read >= 0, read < 400_000 else {
      let shown = row.withField(.cost) { SendFaultLog.excerpt($0) }
      log.note(.cost, "cost_invalid", "the cost \(shown) is no amount from 0 to 400,000 and is taken as 0", row)
      return 0
    }
    return UInt32((read * 10_000).rounded())
  }

  /// Without ASCII white space at both ends; nothing where nothing is left.
  private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    var (start, end) = (0, text.count)
    while start < end, text[start] <= 0x20 { start += 1 }
    while end > start, text[end - 1] <= 0x20 { end -= 1 }
    return start == end ? nil : UnsafeBufferPointer(rebasing: text[start..<end])
  }

  // MARK: The end

  /// Everything that was gathered, with what the options say of it.
  mutating func finish(knownAnswers: SendAnswers) -> PastSends {
    var sends = PastSends()
    swap(&sends, &self.sends)
    let kindOf = Dictionary(options.channels.map { (SendColumns.folded($0.word), $0.kind) }) { first, _ in first }
    let natureOf = Dictionary(options.purposes.map { (SendColumns.folded($0.word), $0.nature) }) { first, _ in first }
    let otherNature = options.purposes.first { $0.word == "*" }.flatMap { SendWords.nature(given: $0.nature) }
    sends.services = services.names
    sends.channels = channels.names.map { name in
      let kind = kindOf[SendColumns.folded(name)]
      return SendChannel(name: name, kind: kind.flatMap { kind in ChannelKind.allCases.first { $0.name == kind } })
    }
    sends.purposes = purposes.names.map { name in
      var nature = natureOf[SendColumns.folded(name)].flatMap(SendWords.nature(given:)) ?? SendWords.nature(name)
      if nature == .unknown, let otherNature { nature = otherNature }
      return SendPurpose(name: name, nature: nature)
    }
    sends.templates = zip(templates.names, texts).map { name, text in
      // Without a name of its own a template is called by its first line.
      let line = name.split(separator: "\n").first.map(String.init) ?? name
      return SendTemplate(name: line, text: text)
    }
    sends.places = places.places
    sends.zones = places.zones
    sends.knownAnswers = knownAnswers
    sends.putInOrder()
    return sends
  }

  /// Names that found no place of their own, by what they name.
  var overflows: [SendField: Int] {
    let all: [SendField: Int] = [
      .service: services.overflowCount, .channel: channels.overflowCount, .purpose: purposes.overflowCount,
      .template: templates.overflowCount,
    ]
    return all.filter { $0.value > 0 }
  }
}
