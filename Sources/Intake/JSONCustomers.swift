import Charters
import Decisions
import Expressions
import Records
import Times

/// Reads customers from JSON Lines, in the form of docs/CUSTOMERS.md.
struct JSONCustomers {
  let binder: CustomerBinder

  func read(_ batch: RecordBatch, now: Instant) -> CustomerBatch {
    var result = CustomerBatch()
    result.faults = batch.faults.map { RowFault($0) }
    guard let parser = JSONParser() else { return result }
    for index in batch.records.indices {
      let line = batch.records[index].line
      do throws(RecordFault) {
        let outcome = try parser.withRecord(index, of: batch) { customer($0, &result.implausibleCount) }
        switch outcome {
        case .success(let (state, household)):
          result.rows.append(CustomerRow(line: line, state: state, household: household))
        case .failure(let failure):
          for fault in failure.faults {
            result.faults.append(
              RowFault(code: fault.code, message: "\(fault.path): \(fault.message)", line: line, column: 1))
          }
        }
      } catch {
        result.faults.append(RowFault(error))
      }
    }
    result.faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return result
  }

  private func customer(
    _ object: JSONValue, _ implausibleCount: inout Int
  ) -> Result<(CustomerState, UInt64), CustomerFaults> {
    var reading = DraftReading(zone: binder.homeZone)
    let draft = reading.draft(object)
    guard reading.faults.isEmpty else { return .failure(CustomerFaults(faults: reading.faults)) }
    let household = draft.household.isEmpty ? 0 : max(1, Chance.key(of: draft.household))
    return binder.bind(draft, implausibleCount: &implausibleCount).map { ($0, household) }
  }
}
