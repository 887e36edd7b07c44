import Charters
import Decisions
import Expressions
import Records
import Times

/// Reads the rows of one batch, one after the other. A class, because a copy of it would count a dozen references.
final class RowReading {
  let reader: ColumnReader
  let rows: CSVRows
  let now: Instant
  let programs: ProgramEvaluator
  private let keepsTexts: Bool
  private let keepsOutcomes: Bool
  private(set) var implausibleCount = 0
  var faults: [RowFault] = []

  init(
    reader: ColumnReader, rows: CSVRows, now: Instant, programs: ProgramEvaluator, keepsTexts: Bool, keepsOutcomes: Bool
  ) {
    self.keepsTexts = keepsTexts
    self.keepsOutcomes = keepsOutcomes
    self.reader = reader
    self.rows = rows
    self.now = now
    self.programs = programs
  }

  func customer(_ row: Int) -> Result<CustomerRow, RowFaults> {
    faults.removeAll(keepingCapacity: true)
    let line = rows.line(ofRow: row)
    var customer = reader.binder.blank(id: reader.idColumn.map { rows.string(row: row, column: $0) } ?? String(line))
    if let column = reader.idColumn, customer.id.isEmpty {
      let place = rows.place(row: row, column: column)
      faults.append(
        RowFault(code: "id_missing", message: "the row has no id", line: place.line, column: place.column))
    }
    for attribute in reader.attributes { read(attribute, row, &customer.row) }
    for (slot, program, type) in reader.computed { compute(slot, program, type, &customer.row) }
    place(row, &customer)
    reach(row, &customer)
    consents(row, &customer)
    for (purpose, program) in reader.mapping.objections where programs.isTrue(program, row: customer.row) {
      customer.objections.append(purpose)
    }
    let ledger = Ledger(contacts(customer, line: line))
    events(&customer, line: line)
    let household = reader.householdColumn.map { key(row, column: $0) } ?? 0
    customer.household = household
    guard faults.isEmpty else { return .failure(RowFaults(faults: faults)) }
    return .success(
      CustomerRow(
        line: line, state: CustomerState(customer: customer, ledger: ledger), household: household,
        outcomes: keepsOutcomes ? outcomes(row) : [], texts: keepsTexts ? texts(row) : nil))
  }

  /// What the row says in words; of addresses, those that ``reach(_:_:)`` found.
  private func texts(_ row: Int) -> RowTexts {
    func text(_ column: Int?) -> String {
      guard let column, !isMissing(row, column) else { return "" }
      return rows.string(row: row, column: column)
    }
    var texts = RowTexts()
    texts.country = text(reader.countryColumn)
    texts.region = text(reader.regionColumn)
    texts.zone = text(reader.zoneColumn)
    texts.household = text(reader.householdColumn)
    for (address, columns) in zip(reader.mapping.addresses, reader.addressColumns) {
      let word = text(columns.address)
      if !word.isEmpty { texts.addresses[address.channel] = word }
    }
    return texts
  }

  /// What contacts came to; a missing text says nothing.
  private func outcomes(_ row: Int) -> [RowOutcome] {
    zip(reader.mapping.outcomes, reader.outcomeColumns).compactMap { outcome, column in
      guard let column, !isMissing(row, column) else { return nil }
      let text = rows.string(row: row, column: column)
      let isPositive = outcome.positive.contains(text)
      guard isPositive || (outcome.negative?.contains(text) ?? true) else { return nil }
      return RowOutcome(action: outcome.action, channel: outcome.channel, isPositive: isPositive)
    }
  }

  // MARK: Attributes

  private func read(_ attribute: ColumnReader.AttributeColumn, _ row: Int, _ target: inout Row) {
    let column = attribute.column
    if rows.withField(row: row, column: column, { reader.isMissing($0, attribute.missing) }) { return }
    do throws(FaultCode) {
      switch attribute.type {
      case .int:
        let number = try rows.int64(row: row, column: column)
        guard isPlausible(Double(number), attribute.bounds) else { return }
        target.set(attribute.slot, word: UInt64(bitPattern: number))
      case .uint:
        let number = try rows.int64(row: row, column: column)
        guard number >= 0 else { throw .integerOutOfRange }
        guard isPlausible(Double(number), attribute.bounds) else { return }
        target.set(attribute.slot, word: UInt64(number))
      case .double:
        let number = try rows.double(row: row, column: column, decimalComma: reader.mapping.decimalComma)
        guard isPlausible(number, attribute.bounds) else { return }
        target.set(attribute.slot, word: number.bitPattern)
      case .bool:
        target.set(attribute.slot, word: try rows.bool(row: row, column: column) ? 1 : 0)
      case .string:
        let code = rows.withField(row: row, column: column) { reader.charter.symbols.code(ofUTF8: $0) }
        if code != SymbolTable.unknownCode {
          target.set(attribute.slot, word: UInt64(code))
        } else {
          target.set(attribute.slot, other: .string(rows.string(row: row, column: column)))
        }
      default:
        readText(attribute, row, &target)
      }
    } catch {
      faults.append(RowFault(rows.fault(error, row: row, column: column)))
    }
  }

  /// Times, lengths of time and lists: rare, so read through texts. The items of a list stand between bars.
  private func readText(_ attribute: ColumnReader.AttributeColumn, _ row: Int, _ target: inout Row) {
    let text = rows.string(row: row, column: attribute.column)
    let value: Value?
    if case .list(let inner) = attribute.type {
      let items = text.split(separator: "|").map { Value(text: String($0), as: inner) }
      value = items.contains { $0 == nil } ? nil : .list(items.compactMap { $0 })
    } else {
      value = Value(text: text, as: attribute.type)
    }
    guard let value else {
      let place = rows.place(row: row, column: attribute.column)
      faults.append(
        RowFault(
          code: "field_invalid", message: "`\(rows.header[attribute.column])` cannot be read: `\(text.prefix(40))`",
          line: place.line, column: place.column))
      return
    }
    target.set(attribute.slot, value, type: attribute.type, symbols: reader.charter.symbols)
  }

  private func isPlausible(_ number: Double, _ bounds: ClosedRange<Double>?) -> Bool {
    guard let bounds, !bounds.contains(number) else { return true }
    implausibleCount += 1
    return false
  }

  /// An expression that cannot be evaluated leaves its attribute absent.
  private func compute(_ slot: Int, _ program: Int, _ type: ValueType, _ target: inout Row) {
    guard let value = programs.value(program, row: target) else { return }
    target.set(slot, value, type: type, symbols: reader.charter.symbols)
  }

  // MARK: Place, reach, consent

  private func place(_ row: Int, _ customer: inout Customer) {
    func text(_ column: Int?) -> String {
      guard let column, !rows.withField(row: row, column: column, { reader.isMissing($0, reader.missing) }) else {
        return ""
      }
      return rows.string(row: row, column: column)
    }
    let country = text(reader.countryColumn)
    customer.country = country.isEmpty ? reader.binder.homeCountry : Symbol(country)
    let region = text(reader.regionColumn)
    if !region.isEmpty { customer.region = Symbol(region) }
    let zone = text(reader.zoneColumn)
    if zone.isEmpty {
      var phone: String?
      for columns in reader.addressColumns where country.isEmpty && phone == nil {
        let address = text(columns.address)
        if address.hasPrefix("+") { phone = address }
      }
      // Without columns for it, everybody lives where the charter's clocks tick.
      customer.zones =
        reader.zoneColumn == nil && reader.countryColumn == nil && phone == nil
        ? [0] : reader.binder.zones(country: country, phone: phone)
    } else if let number = reader.binder.zoneNumber(zone) {
      customer.zones = [number]
    } else if let column = reader.zoneColumn {
      let place = rows.place(row: row, column: column)
      faults.append(
        RowFault(
          code: "zone_unknown", message: "there is no time zone `\(zone)`", line: place.line, column: place.column))
    }
  }

  /// A yes or no that decides whether somebody may be contacted; one that cannot be read is a fault, not a guess.
  private func flag(_ row: Int, _ column: Int) -> Bool? {
    if isMissing(row, column) { return nil }
    do throws(FaultCode) {
      return try rows.bool(row: row, column: column)
    } catch {
      faults.append(RowFault(rows.fault(error, row: row, column: column)))
      return nil
    }
  }

  private func reach(_ row: Int, _ customer: inout Customer) {
    for (address, columns) in zip(reader.mapping.addresses, reader.addressColumns) {
      if let column = columns.address, !isMissing(row, column) {
        customer.reach[address.channel] = .present
        customer.addresses[address.channel] = AddressKey.key(of: rows.string(row: row, column: column))
      }
      if let program = address.program, programs.isTrue(program, row: customer.row) {
        customer.reach[address.channel] = .present
      }
      if let column = columns.suppressed, customer.reach[address.channel] == .present, flag(row, column) == true {
        customer.reach[address.channel] = .suppressed
      }
    }
  }

  private func consents(_ row: Int, _ customer: inout Customer) {
    let channelCount = reader.charter.channels.count
    for (consent, column) in zip(reader.mapping.consents, reader.consentColumns) {
      let state: ConsentState
      switch consent.source {
      case .column:
        guard let column, let granted = flag(row, column) else { continue }
        state = granted ? .granted : .refused
      case .program(let program):
        guard programs.isTrue(program, row: customer.row) else { continue }
        state = .granted
      case .share(let share, let salt):
        guard Chance.uniform(customer.key, salt: salt) < share else { continue }
        state = .granted
      }
      for channel in consent.channels {
        let place = Customer.consentIndex(purpose: consent.purpose, channel: channel, channelCount: channelCount)
        if customer.consents[place] == .absent { customer.consents[place] = state }
      }
    }
  }

  private func isMissing(_ row: Int, _ column: Int) -> Bool {
    rows.withField(row: row, column: column) { reader.isMissing($0, reader.missing) }
  }

  private func key(_ row: Int, column: Int) -> UInt64 {
    isMissing(row, column) ? 0 : max(1, Chance.key(of: rows.string(row: row, column: column)))
  }
}
