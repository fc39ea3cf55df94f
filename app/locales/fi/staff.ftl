# Henkilökunnan sivut.
today-title = Tänään
today-greeting = Hei, { $name }.
