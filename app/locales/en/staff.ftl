# Pages of staff.
today-title = Today
today-greeting = Good to see you, { $name }.
