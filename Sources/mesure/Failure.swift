import ArgumentParser
import Charters
import Foundation
import Hub
import Intake

/// What a person reads when a verb cannot go on, and the exit code that goes with it.
enum Failure {
  /// Says what is wrong on standard error; errors that are nobody's wording are passed on as they are.
  static func ending(_ error: any Error) -> any Error {
    switch error {
    case let faults as CharterFaults:
      CharterFolder(path: "").show(faults.diagnostics)
      return Ending.faults
    case let error as StoreError: Console.error("\(error.message) [\(error.code)]")
    case let error as HubError: Console.error("\(error.message) [\(error.code)]")
    case let error as SettingFault: Console.error(error.message)
    case let error as IntakeFailure: Console.error(error.message)
    case let error as SinkError: Console.error(error.message)
    case let error as IntakeError:
      Console.error(error.line > 0 ? "\(error.line):\(error.column): \(error.message)" : error.message)
    default: return error
    }
    return Ending.unusable
  }
}
